using System.Diagnostics;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>What a finished child said.</summary>
internal sealed record ChildResult(int Code, string Output, string Errors);

/// <summary>Runs <c>edgevl</c>, which lies beside the tests, as a child.</summary>
internal static class EdgeVlChild
{
    public static string Program => Path.Combine(AppContext.BaseDirectory, "edgevl");

    /// <summary>Starts a program with input and output redirected.</summary>
    /// <param name="variables">Variables to set; an empty value removes one.</param>
    public static Process Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ChildResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] variables
    )
    {
        using Process process = Start(program, arguments, variables);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ChildResult(process.ExitCode, await output, await errors);
    }
}
