namespace EdgeVL.Daemon.Trust;

/// <summary>Logistic regression by Newton's method, with a ridge on the weights but not on the constant.</summary>
internal static class LogisticRegression
{
    private const int MostSteps = 100;

    /// <summary>Fits.</summary>
    /// <param name="rows">Features of each sample, all of one length.</param>
    /// <param name="targets">What is wanted of each, 0 to 1.</param>
    /// <param name="ridge">Strength of the ridge, not negative.</param>
    /// <returns>A weight for each feature, and the constant last.</returns>
    public static double[] Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double ridge)
    {
        int size = rows[0].Length + 1;
        double[] weights = new double[size];
        double loss = Loss(rows, targets, weights, ridge);
        for (int step = 0; step < MostSteps; step++)
        {
            (double[] gradient, double[,] curvature) = Derivatives(rows, targets, weights, ridge);
            double[] direction = Solve(curvature, gradient);
            double scale = 1,
                better;
            double[] candidate;
            do
            {
                candidate = [.. weights.Select((weight, i) => weight - (scale * direction[i]))];
                better = Loss(rows, targets, candidate, ridge);
                scale /= 2;
            } while (better > loss && scale > 1e-10);

            if (better >= loss - 1e-12)
            {
                break;
            }

            (weights, loss) = (candidate, better);
        }

        return weights;
    }

    /// <summary>Log odds that weights give to a row.</summary>
    public static double Odds(ReadOnlySpan<double> row, ReadOnlySpan<double> weights)
    {
        double odds = weights[^1];
        for (int i = 0; i < row.Length; i++)
        {
            odds += weights[i] * row[i];
        }

        return odds;
    }

    private static double Loss(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double[] weights, double ridge)
    {
        double loss = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            loss += LogOdds.Loss(Odds(rows[i], weights), targets[i]);
        }

        return loss + (ridge / 2 * weights.SkipLast(1).Sum(static weight => weight * weight));
    }

    private static (double[] Gradient, double[,] Curvature) Derivatives(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> targets,
        double[] weights,
        double ridge
    )
    {
        int size = weights.Length;
        double[] gradient = new double[size];
        double[,] curvature = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            gradient[i] = i < size - 1 ? ridge * weights[i] : 0;
            curvature[i, i] = (i < size - 1 ? ridge : 0) + 1e-9; // solvable even where all samples are certain
        }

        for (int n = 0; n < rows.Count; n++)
        {
            double probability = LogOdds.Probability(Odds(rows[n], weights)),
                error = probability - targets[n],
                spread = probability * (1 - probability);
            for (int i = 0; i < size; i++)
            {
                double left = i < size - 1 ? rows[n][i] : 1;
                gradient[i] += error * left;
                for (int j = 0; j < size; j++)
                {
                    curvature[i, j] += spread * left * (j < size - 1 ? rows[n][j] : 1);
                }
            }
        }

        return (gradient, curvature);
    }

    /// <summary>Gauss elimination with row pivots; the matrix is destroyed.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        double[] solution = [.. right];
        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (int j = 0; j < size; j++)
            {
                (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            }

            (solution[column], solution[pivot]) = (solution[pivot], solution[column]);
            for (int row = 0; row < size; row++)
            {
                double factor = row == column ? 0 : matrix[row, column] / matrix[column, column];
                for (int j = column; j < size && factor != 0; j++)
                {
                    matrix[row, j] -= factor * matrix[column, j];
                }

                solution[row] -= factor * solution[column];
            }
        }

        for (int i = 0; i < size; i++)
        {
            solution[i] /= matrix[i, i];
        }

        return solution;
    }
}
