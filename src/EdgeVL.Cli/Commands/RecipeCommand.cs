using System.CommandLine;

namespace EdgeVL.Cli.Commands;

/// <summary><c>edgevl recipe …</c></summary>
internal static class RecipeCommand
{
    public static Command Create() =>
        new("recipe", "Write, check, prove and run recipes")
        {
            RecipeNewCommand.Create(),
            RecipeCheckCommand.Create(),
            RecipeTestCommand.Create(),
            RecipeRunCommand.Create(),
            RecipeActivateCommand.Create(),
            RecipeListCommand.Create(),
            RecipeShowCommand.Create(),
            RecipeBaselineCommand.Create(),
            RecipeThresholdCommand.Create(),
        };
}
