using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Recipes;

namespace EdgeVL.Daemon.Tests.Recipes;

public sealed class PublishOptionsTests
{
    [Theory]
    [InlineData(EvidencePolicy.Always, "Error NoRead Reject Warn Accept")]
    [InlineData(EvidencePolicy.OnTrouble, "Error NoRead Reject Warn")]
    [InlineData(EvidencePolicy.OnReject, "Reject")]
    [InlineData(EvidencePolicy.OnNoRead, "Error NoRead")]
    [InlineData(EvidencePolicy.Never, "")]
    public void Evidence_is_kept_of_what_the_recipe_wants_it_of(EvidencePolicy policy, string verdicts)
    {
        var options = new PublishOptions { Evidence = policy };
        Assert.Equal(verdicts, string.Join(' ', Enum.GetValues<Verdict>().Where(options.KeepsEvidenceOf)));
    }
}
