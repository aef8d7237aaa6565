using System.Runtime.InteropServices;

namespace EdgeVL.Qwen3VL.Runtime;

/// <summary>Environment of the process as native libraries see it.</summary>
/// <remarks><see cref="Environment.SetEnvironmentVariable(string, string)"/> never reaches native code on Linux.</remarks>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code and for children.</summary>
    public static void Set(string name, string value)
    {
        Environment.SetEnvironmentVariable(name, value);
        if (SetEnv(name, value, overwrite: 1) != 0)
        {
            throw new InvalidOperationException($"setenv {name} failed: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
