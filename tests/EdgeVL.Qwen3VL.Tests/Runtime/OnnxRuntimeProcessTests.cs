using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Tests.Support;

namespace EdgeVL.Qwen3VL.Tests.Runtime;

/// <summary>ONNX Runtime in a process of its own: the real program as its user starts it.</summary>
public sealed partial class OnnxRuntimeProcessTests(BuiltModels models) : IDisposable
{
    private static readonly TimeSpan UntilTheLookUp = TimeSpan.FromSeconds(17);

    private readonly TemporaryFolder folder = new();

    // With telemetry on, its files appear at once and the look-up within 15 seconds of the library's first call.
    [Fact]
    public async Task A_run_with_an_empty_home_leaves_no_file_and_looks_up_no_name()
    {
        Assert.SkipUnless(
            await HasStraceAsync(),
            "strace is not installed or may not trace here: what a process connects to cannot be seen."
        );
        Directory.CreateDirectory(folder.At("home"));
        Directory.CreateDirectory(folder.At("cache"));
        string trace = folder.At("trace");
        string[] command = [EdgeVlChild.Program, "chat", "--model", models.Nano(Precision.Fp32)];
        using Process program = EdgeVlChild.Start(
            "strace",
            ["-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,sendmmsg,openat", "-o", trace, .. command],
            Homes()
        );
        Task<string> output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.StandardInput.WriteLineAsync("Describe this image.");
        await program.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Task.Delay(UntilTheLookUp, TimeProvider.System, TestContext.Current.CancellationToken);
        program.StandardInput.Close();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0 && (await output).Length > 0, await errors);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("home"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("cache"), "*", SearchOption.AllDirectories));
        string[] calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);
        Assert.Contains(calls, static call => call.Contains("libonnxruntime.so", StringComparison.Ordinal)); // the trace saw what it should
        Assert.DoesNotContain(calls, static call => NetworkCall().IsMatch(call) || call.Contains("resolv.conf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_named_with_the_remedy()
    {
        string nowhere = folder.At("libonnxruntime.so");
        ChildResult result = await EdgeVlChild.RunAsync(EdgeVlChild.Program, Ask(), ("EDGEVL_ONNXRUNTIME", nowhere));
        Assert.Equal(ExitCode.Fault, result.Code);
        Assert.Contains(nowhere, result.Errors, StringComparison.Ordinal);
        Assert.Contains("EDGEVL_ONNXRUNTIME", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_library_is_named_with_the_remedy()
    {
        string text = folder.Write("libonnxruntime.so", "no library");
        ChildResult result = await EdgeVlChild.RunAsync(EdgeVlChild.Program, Ask(), ("EDGEVL_ONNXRUNTIME", text));
        Assert.Equal(ExitCode.Fault, result.Code);
        Assert.Contains(text, result.Errors, StringComparison.Ordinal);
        Assert.Contains("EDGEVL_ONNXRUNTIME", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.17.3", 17)]
    [InlineData("1.30.1", 30)]
    public async Task A_library_that_is_too_old_is_named_with_both_versions(string version, int newestTable)
    {
        string library = await OldLibraryAsync(version, newestTable);
        ChildResult result = await EdgeVlChild.RunAsync(EdgeVlChild.Program, Ask(), ("EDGEVL_ONNXRUNTIME", library));
        Assert.True(result.Code == ExitCode.Fault, $"exit code {result.Code}: {result.Errors}");
        Assert.Contains(library, result.Errors, StringComparison.Ordinal);
        Assert.Contains(version, result.Errors, StringComparison.Ordinal);
        Assert.Contains("1.31", result.Errors, StringComparison.Ordinal);
        Assert.Contains("EDGEVL_ONNXRUNTIME", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string[] Ask() => ["ask", Repository.At("samples/frames/001.jpg"), "--task", "ocr", "--model", models.Nano(Precision.Fp32)];

    private (string, string)[] Homes() =>
        [
            ("HOME", folder.At("home")),
            ("XDG_CACHE_HOME", folder.At("cache")),
            ("XDG_CONFIG_HOME", folder.At("home")),
            ("XDG_DATA_HOME", folder.At("home")),
            ("TMPDIR", Path.GetTempPath()),
        ];

    private async Task<bool> HasStraceAsync()
    {
        try
        {
            return (await EdgeVlChild.RunAsync("strace", ["-f", "-o", folder.At("probe"), "true"])).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // A stand-in with the two entries that tell a version: it hands out no function table newer than its own.
    private async Task<string> OldLibraryAsync(string version, int newestTable)
    {
        string source = folder.Write(
            "old.c",
            $$"""
            #include <stddef.h>
            #include <stdint.h>
            static void *nothing[2048];
            static const void *get_api(uint32_t version) { return version <= {{newestTable.ToString(
                CultureInfo.InvariantCulture
            )}} ? nothing : NULL; }
            static const char *get_version(void) { return "{{version}}"; }
            static const struct { const void *(*get_api)(uint32_t); const char *(*get_version)(void); } base = { get_api, get_version };
            const void *OrtGetApiBase(void) { return &base; }
            """
        );
        string library = folder.At($"libonnxruntime-{version}.so");
        try
        {
            ChildResult compiled = await EdgeVlChild.RunAsync("cc", ["-shared", "-fPIC", "-o", library, source]);
            Assert.SkipUnless(compiled.Code == 0, $"The C compiler cannot make a library: {compiled.Errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no C compiler here to make an old library with.");
        }

        return library;
    }

    [GeneratedRegex(@"\b(?:socket|connect|sendto|sendmsg|sendmmsg)\(.*\bAF_INET6?\b")]
    private static partial Regex NetworkCall();
}
