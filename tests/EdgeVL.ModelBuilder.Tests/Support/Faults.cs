using EdgeVL.Contracts.Faults;

namespace EdgeVL.ModelBuilder.Tests.Support;

/// <summary>What a fault must say.</summary>
internal static class Faults
{
    /// <summary>Runs <paramref name="action"/>, which must fail with <paramref name="code"/> and name all of <paramref name="parts"/>.</summary>
    public static FaultException Expect(FaultCode code, Action action, params string[] parts)
    {
        FaultException fault = Assert.Throws<FaultException>(action);
        Assert.Equal(code, fault.Code);
        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.NotEqual("", fault.Remedy);
        return fault;
    }
}
