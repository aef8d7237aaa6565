using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Proof;
using EdgeVL.Daemon.Tests.Tasks;

namespace EdgeVL.Daemon.Tests.Proof;

public sealed class ActivationRecordTests : IDisposable
{
    private static readonly ProofIdentity Identity = new("lot-code", "sha256:1", "sha256:2", "", "sha256:3");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_record_is_found_again_as_it_was_kept()
    {
        var records = new ActivationFolder(folder.At("activations"));
        string file = records.Keep(ActivationRecord.Of(Report("a.png: verdict warn"), forcedBecause: null));

        ActivationRecord found = records.Find("lot-code")!;

        Assert.Equal((Identity, false, null), (found.Identity, found.IsTrusted, found.ForcedBecause));
        Assert.Equal((Verdict.Accept, Verdict.NoRead), (found.Rows[0].Expected, found.Rows[0].Verdict));
        Assert.Equal("LOT-1", found.Rows[0].Fields["lot"].Value!.GetValue<string>());
        Assert.Contains("\"no_read\"", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(folder.At("activations")));
        Assert.Null(records.Find("other"));
    }

    [Fact]
    public void Force_is_recorded_for_a_fall_only()
    {
        Assert.True(ActivationRecord.Of(Report("differs"), "the label is new") is { IsTrusted: true, Passed: false });
        Assert.Null(ActivationRecord.Of(Report(), "the label is new").ForcedBecause);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"schema":"x","identity":null,"at":"2026-01-01T00:00:00+00:00","passed":true,"rows":[]}""")]
    [InlineData(
        """{"identity":{"recipe":"a","recipe_hash":"","model_hash":"","calibration_hash":"","program":""},"at":"2026-01-01T00:00:00+00:00","passed":true,"rows":null}"""
    )]
    public void A_damaged_record_is_none_so_that_the_proof_is_repeated(string text)
    {
        folder.Write("lot-code.json", text);

        Assert.Null(new ActivationFolder(folder.Path).Find("lot-code"));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        var fault = Assert.Throws<FaultException>(() =>
            new ActivationFolder("/dev/null/activations").Keep(ActivationRecord.Of(Report(), forcedBecause: null))
        );

        Assert.Equal(FaultCode.StoreFailed, fault.Code);
        Assert.Contains("/dev/null/activations", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_has_one_identity_as_long_as_it_runs()
    {
        Assert.Matches("^sha256:[0-9a-f]{64}$", ProgramIdentity.Hash);
        Assert.Same(ProgramIdentity.Hash, ProgramIdentity.Hash);
    }

    private static ProofReport Report(params string[] differences) =>
        new(
            Identity,
            DateTimeOffset.UnixEpoch,
            [
                new GoldenRow(
                    "/golden/a.png",
                    Verdict.Accept,
                    Results.Empty with
                    {
                        Verdict = Verdict.NoRead,
                        Fields = new Dictionary<string, FieldReading> { ["lot"] = new("LOT-1", "LOT-1") },
                    },
                    differences
                ),
            ]
        );
}
