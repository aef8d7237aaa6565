namespace EdgeVL.Mqtt.Connection;

/// <summary>Waits between attempts: doubled, bounded, and cut by chance so that a hall of devices does not knock all at once.</summary>
/// <param name="timings">Bounds.</param>
/// <param name="chance">Gives 0 to 1.</param>
internal sealed class Backoff(MqttTimings timings, Func<double> chance)
{
    private TimeSpan next = timings.FirstRetry;

    /// <summary>The wait after a link or an attempt.</summary>
    public TimeSpan Next(LinkEnd end)
    {
        if (end.Lived >= timings.ShortLife)
        {
            next = timings.FirstRetry;
        }

        TimeSpan wait = next * (1 - (chance() / 2));
        next = next * 2 < timings.LongestRetry ? next * 2 : timings.LongestRetry;
        return end.Pace switch
        {
            RetryPace.Settings => timings.SettingsRetry + wait,
            RetryPace.TakenOver => timings.TakenOverRetry + wait,
            _ => wait,
        };
    }
}
