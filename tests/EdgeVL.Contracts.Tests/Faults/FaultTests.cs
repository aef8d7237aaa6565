using System.Reflection;
using EdgeVL.Contracts.Faults;

namespace EdgeVL.Contracts.Tests.Faults;

public sealed class FaultTests
{
    [Fact]
    public void A_fault_carries_its_number_the_thing_with_its_value_and_the_remedy()
    {
        var cause = new FileNotFoundException("gone");
        var fault = new FaultException(
            FaultCode.CaptureOpenFailed,
            "Cannot open the video 'belt.mp4': it is empty.",
            "Check the path.",
            cause
        );
        Assert.Equal(FaultCode.CaptureOpenFailed, fault.Code);
        Assert.Equal("Cannot open the video 'belt.mp4': it is empty.", fault.Message);
        Assert.Equal("Check the path.", fault.Remedy);
        Assert.Equal("Cannot open the video 'belt.mp4': it is empty. Check the path.", fault.Explained);
        Assert.Same(cause, fault.InnerException);
    }

    [Fact]
    public void A_fault_without_a_remedy_ends_with_its_message() =>
        Assert.Equal("Lost.", new FaultException(FaultCode.CaptureLost, "Lost.", "").Explained);

    // Other programs test these numbers: a name may change, a number may not.
    [Theory]
    [InlineData(FaultCode.None, 0)]
    [InlineData(FaultCode.CaptureOpenFailed, 101)]
    [InlineData(FaultCode.CaptureLost, 102)]
    [InlineData(FaultCode.PictureUnreadable, 103)]
    [InlineData(FaultCode.CaptureRuntimeMissing, 104)]
    [InlineData(FaultCode.CheckpointInvalid, 201)]
    [InlineData(FaultCode.ModelInvalid, 202)]
    [InlineData(FaultCode.ModelRuntimeMissing, 203)]
    [InlineData(FaultCode.PromptTooLong, 204)]
    [InlineData(FaultCode.TokenizerInvalid, 205)]
    [InlineData(FaultCode.InferenceFailed, 206)]
    [InlineData(FaultCode.PromptInvalid, 207)]
    [InlineData(FaultCode.DiskFull, 208)]
    [InlineData(FaultCode.SchemaUnsupported, 209)]
    [InlineData(FaultCode.BrokerRefused, 301)]
    [InlineData(FaultCode.BrokerUnreachable, 302)]
    [InlineData(FaultCode.TlsInvalid, 303)]
    [InlineData(FaultCode.StoreFailed, 304)]
    [InlineData(FaultCode.ConfigurationInvalid, 401)]
    [InlineData(FaultCode.RecipeInvalid, 402)]
    [InlineData(FaultCode.UsageInvalid, 501)]
    public void Numbers_of_faults_stay(FaultCode code, int number) => Assert.Equal(number, (int)code);

    [Fact]
    public void No_two_faults_share_a_number() =>
        Assert.Equal(Enum.GetNames<FaultCode>().Length, Enum.GetValues<FaultCode>().Distinct().Count());

    // The table of the README; 65 and 2 also stand in the service's RestartPreventExitStatus, 70 makes it start again.
    [Theory]
    [InlineData(nameof(ExitCode.Ok), 0)]
    [InlineData(nameof(ExitCode.Negative), 1)]
    [InlineData(nameof(ExitCode.Usage), 2)]
    [InlineData(nameof(ExitCode.Input), 65)]
    [InlineData(nameof(ExitCode.Fault), 70)]
    [InlineData(nameof(ExitCode.Interrupted), 130)]
    public void Exit_codes_stay(string name, int number) => Assert.Equal(number, Codes()[name]);

    [Fact]
    public void Every_exit_code_is_one_of_those() => Assert.Equal(6, Codes().Count);

    private static Dictionary<string, int> Codes() =>
        typeof(ExitCode)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(static field => field.Name, static field => (int)field.GetRawConstantValue()!);
}
