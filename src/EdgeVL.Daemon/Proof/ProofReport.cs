namespace EdgeVL.Daemon.Proof;

/// <summary>What a replay of a recipe's golden pictures came to.</summary>
/// <param name="Identity">What was replayed, with what.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Rows">A row a picture.</param>
public sealed record ProofReport(ProofIdentity Identity, DateTimeOffset At, IReadOnlyList<GoldenRow> Rows)
{
    /// <summary>Pictures that are not as expected.</summary>
    public int Failed => Rows.Count(static row => !row.Passed);

    /// <summary>Whether all are; a recipe without golden pictures has nothing to prove.</summary>
    public bool Passed => Failed == 0;
}

/// <summary>What a proof holds for: with another recipe, model or program it has to be repeated.</summary>
/// <param name="Recipe">Name of the recipe.</param>
/// <param name="RecipeHash">Hash of the recipe and its golden pictures.</param>
/// <param name="ModelHash">Hash of the model.</param>
/// <param name="CalibrationHash">Hash of its calibration; empty where there is none.</param>
/// <param name="Program">Hash of the program, <see cref="ProgramIdentity.Hash"/>.</param>
public sealed record ProofIdentity(string Recipe, string RecipeHash, string ModelHash, string CalibrationHash, string Program);
