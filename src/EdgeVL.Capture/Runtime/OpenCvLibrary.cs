using System.Reflection;
using System.Runtime.InteropServices;
using EdgeVL.Contracts.Faults;
using OpenCvSharp;

namespace EdgeVL.Capture.Runtime;

/// <summary>Loads OpenCV's native library once, with its limits set before.</summary>
internal static class OpenCvLibrary
{
    private const string Name = "OpenCvSharpExtern";

    private static readonly Lazy<FaultException?> Fault = new(Load);
    private static nint handle;

    /// <summary>Loads the library if nobody has; cheap afterwards.</summary>
    /// <exception cref="FaultException">It is missing, or one that it needs.</exception>
    public static void Require()
    {
        if (Fault.Value is { } fault)
        {
            throw new FaultException(fault.Code, fault.Message, fault.Remedy, fault.InnerException);
        }
    }

    private static FaultException? Load()
    {
        SetNativeEnvironment();
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Cv2).Assembly, Resolve);
            string? configured = ConfiguredPath();
            handle = configured is null ? NativeLibrary.Load(Name, typeof(Cv2).Assembly, searchPath: null) : NativeLibrary.Load(configured);
            Cv2.SetLogLevel(LogLevel.SILENT);
            Cv2.SetNumThreads(1); // a second thread gains nothing on a frame and takes a core from the model
            return null;
        }
        catch (Exception exception)
            when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or TypeInitializationException
            )
        {
            return Missing(exception);
        }
    }

    /// <summary>Read by the library while it loads.</summary>
    private static void SetNativeEnvironment()
    {
        string pixels = PictureLimits.Pixels.ToString(System.Globalization.CultureInfo.InvariantCulture);
        LibC.SetEnvironment("OPENCV_IO_MAX_IMAGE_PIXELS", pixels, overwrite: true);
        LibC.SetEnvironment("OPENCV_IO_MAX_IMAGE_WIDTH", pixels, overwrite: true);
        LibC.SetEnvironment("OPENCV_IO_MAX_IMAGE_HEIGHT", pixels, overwrite: true);
        LibC.SetEnvironment("OPENCV_FFMPEG_LOGLEVEL", "-8", overwrite: false);
        LibC.SetEnvironment("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2", overwrite: false);
    }

    private static string? ConfiguredPath() =>
        Environment.GetEnvironmentVariable(CaptureRuntime.LibraryVariable) is { Length: > 0 } path ? path : null;

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath) => library == Name ? handle : nint.Zero;

    private static FaultException Missing(Exception exception)
    {
        string which = ConfiguredPath() is { } path ? $"'{path}' (from {CaptureRuntime.LibraryVariable})" : $"lib{Name}.so";
        string why = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return new FaultException(
            FaultCode.CaptureRuntimeMissing,
            $"OpenCV's native library {which} cannot be loaded: {why}",
            $"Install what it needs: sudo apt-get install {CaptureRuntime.OpenCvPackages} (the first is libgtk-3-0t64 on Debian 13 and Ubuntu 24.04). "
                + $"On a Jetson let {CaptureRuntime.LibraryVariable} name the board's own libOpenCvSharpExtern.so.",
            exception
        );
    }
}
