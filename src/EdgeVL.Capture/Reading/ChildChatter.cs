using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture.Reading;

/// <summary>Logs what a child process says, one line in ten seconds at most: some say one a frame.</summary>
internal sealed class ChildChatter(string camera, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private long? spoken;
    private int unheard;

    public void Hear(string line)
    {
        int before;
        lock (gate)
        {
            if (spoken is { } last && time.GetElapsedTime(last) < Quiet)
            {
                unheard++;
                return;
            }

            (spoken, before, unheard) = (time.GetTimestamp(), unheard, 0);
        }

        CameraLog.ChildSays(logger, camera, line, before);
    }
}
