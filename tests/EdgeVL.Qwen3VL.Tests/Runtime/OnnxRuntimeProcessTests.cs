using System.Diagnostics;
using System.Globalization;
using EdgeVL.Contracts.Faults;
using EdgeVL.ModelBuilder.Building;
using EdgeVL.Qwen3VL.Tests.Support;

namespace EdgeVL.Qwen3VL.Tests.Runtime;

/// <summary>ONNX Runtime in a process of its own: the real program as its user starts it.</summary>
public sealed class OnnxRuntimeProcessTests(BuiltModels models) : IDisposable
{
    private static readonly TimeSpan UntilTheLookUp = TimeSpan.FromSeconds(17);

    private readonly TemporaryFolder folder = new();

    // With telemetry on, its files appear at the library's first call.
    [Fact]
    public async Task A_run_with_an_empty_home_leaves_no_file_there()
    {
        MakeHomes();
        ChildResult result = await EdgeVlChild.RunAsync(EdgeVlChild.Program, Ask(), Homes());
        Assert.True(result.Code == ExitCode.Ok && result.Output.Length > 0, result.Errors);
        AssertHomesAreEmpty();
    }

    // With telemetry on, a name is looked up within 15 seconds of the library's first call.
    [Fact]
    public async Task A_run_looks_up_no_name_and_reaches_for_no_network()
    {
        NetworkWatch? watch = await NetworkWatch.FindAsync(folder);
        Assert.SkipWhen(
            watch is null,
            "Neither 'unshare --map-root-user --net' nor strace shows a look-up here: what a program reaches for cannot be seen."
        );
        MakeHomes();
        (string program, string[] arguments) = watch.Command(EdgeVlChild.Program, "chat", "--model", models.Nano(Precision.Fp32));
        using Process chat = EdgeVlChild.Start(program, arguments, Homes());
        Task<string> output = chat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = chat.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await chat.StandardInput.WriteLineAsync("Describe this image.");
        await chat.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Task.Delay(UntilTheLookUp, TimeProvider.System, TestContext.Current.CancellationToken);
        chat.StandardInput.Close();
        await chat.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(chat.ExitCode == ExitCode.Ok && (await output).Length > 0, await errors);
        Assert.Empty(watch.Attempts());
        AssertHomesAreEmpty();
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

    private void MakeHomes()
    {
        Directory.CreateDirectory(folder.At("home"));
        Directory.CreateDirectory(folder.At("cache"));
    }

    private void AssertHomesAreEmpty()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("home"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("cache"), "*", SearchOption.AllDirectories));
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
}
