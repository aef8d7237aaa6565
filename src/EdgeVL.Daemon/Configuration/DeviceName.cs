using System.Security.Cryptography;

namespace EdgeVL.Daemon.Configuration;

/// <summary>A device's default name.</summary>
internal static class DeviceName
{
    /// <summary><c>edgevl-</c> and eight hexadecimal digits, the same on each start; null where the machine has no id.</summary>
    /// <remarks>The machine id is confidential (machine-id(5)): what leaves the machine is a keyed hash of it.</remarks>
    public static string? From(string machineIdFile)
    {
        try
        {
            string id = File.ReadAllText(machineIdFile).Trim();
            return id.Length == 32 && id.All(char.IsAsciiHexDigit)
                ? "edgevl-" + Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(id), "edgevl/device"u8))[..8]
                : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
