using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace EdgeVL.House.Tests;

/// <summary>What a search through the repository found and should not have.</summary>
internal static class Findings
{
    /// <summary>Fails with one line a finding; the assertion of the framework would cut the list short.</summary>
    public static void None<T>(IEnumerable<T> findings)
    {
        T[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
