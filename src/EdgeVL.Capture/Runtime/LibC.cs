using System.Runtime.InteropServices;

namespace EdgeVL.Capture.Runtime;

/// <summary>The calls into libc that no package makes; nothing else here is native.</summary>
internal static partial class LibC
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint WantType = 1; // STATX_TYPE
    private const int StatxSize = 256;
    private const int ModeOffset = 28; // the kernel's layout, the same on every architecture
    private const int TypeMask = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG

    /// <summary>Sets a variable that native libraries see: <see cref="Environment.SetEnvironmentVariable(string, string)"/> reaches managed code only.</summary>
    /// <remarks>Without <paramref name="overwrite"/> a value that the operator has set stays.</remarks>
    public static void SetEnvironment(string name, string value, bool overwrite) => SetEnv(name, value, overwrite ? 1 : 0);

    /// <summary>True for a plain file; a pipe would hold its reader until somebody writes.</summary>
    public static unsafe bool IsRegularFile(string path)
    {
        byte* record = stackalloc byte[StatxSize];
        return Statx(CurrentFolder, path, 0, WantType, record) == 0 && (*(ushort*)(record + ModeOffset) & TypeMask) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* record);
}
