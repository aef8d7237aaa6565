using System.Globalization;
using Spectre.Console;

namespace EdgeVL.Cli.Terminal;

/// <summary>Progress of a long command on standard error: a bar on a terminal, plain lines elsewhere.</summary>
internal static class ProgressLine
{
    private static readonly IAnsiConsole Console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) }
    );

    /// <summary>Runs <paramref name="work"/>, which reports a label and a share from 0 to 1.</summary>
    public static T Run<T>(string title, Func<Action<string, double>, T> work)
    {
        if (System.Console.IsErrorRedirected || !Console.Profile.Capabilities.Interactive)
        {
            return work(new PlainLines(title).Report);
        }

        return Console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work(
                    (label, share) =>
                    {
                        task.Description = Markup.Escape($"{title}: {label}");
                        task.Value = share;
                    }
                );
            });
    }

    /// <summary>A line a tenth.</summary>
    private sealed class PlainLines(string title)
    {
        private int tenths = -1;

        public void Report(string label, double share)
        {
            int now = (int)(share * 10);
            if (now > tenths)
            {
                tenths = now;
                System.Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {share, 4:P0} {label}"));
            }
        }
    }
}
