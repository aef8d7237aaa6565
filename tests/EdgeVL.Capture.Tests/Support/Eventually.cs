using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>Waits for what another thread brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Waits in real time until <paramref name="holds"/>.</summary>
    public static async Task True(Func<bool> holds, string what, TimeSpan? patience = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < (patience ?? Patience), $"In vain waited for: {what}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves a hand-moved clock on, step by step, until <paramref name="holds"/>; each step gives the other threads time to follow.</summary>
    public static Task True(FakeTimeProvider time, TimeSpan step, Func<bool> holds, string what) =>
        True(
            () =>
            {
                bool now = holds();
                if (!now)
                {
                    time.Advance(step);
                }

                return now;
            },
            what
        );
}
