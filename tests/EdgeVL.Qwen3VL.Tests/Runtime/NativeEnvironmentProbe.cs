using System.Runtime.InteropServices;

namespace EdgeVL.Qwen3VL.Tests.Runtime;

/// <summary>Variables as native code of this process sees them.</summary>
internal static partial class NativeEnvironmentProbe
{
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Get(string name);
}
