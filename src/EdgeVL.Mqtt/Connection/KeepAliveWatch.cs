using MQTTnet;

namespace EdgeVL.Mqtt.Connection;

/// <summary>Asks the broker for a sign of life, for MQTTnet asks only after a silence of its own: who sends often never learns that nobody listens.</summary>
/// <param name="client">The client of this link.</param>
/// <param name="keepAlive">A silent link is found within this.</param>
/// <param name="life">Ended when no answer comes.</param>
/// <param name="options">For the words.</param>
/// <param name="time">The clock.</param>
internal sealed class KeepAliveWatch(IMqttClient client, TimeSpan keepAlive, LinkLife life, MqttOptions options, TimeProvider time)
{
    public async Task RunAsync()
    {
        TimeSpan half = keepAlive / 2;
        try
        {
            while (!life.Token.IsCancellationRequested)
            {
                await Task.Delay(half, time, life.Token);
                await PingAsync(half);
            }
        }
        catch (OperationCanceledException) when (life.Token.IsCancellationRequested)
        {
            // The link is over, for a reason that somebody else has seen.
        }
        catch (Exception e)
        {
            // MQTTnet throws any type at all when a link breaks under a call.
            life.End(LinkLoss.Of(e, options));
        }
    }

    private async Task PingAsync(TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, life.Token);
        try
        {
            await client.PingAsync(either.Token);
        }
        catch (Exception) when (late.IsCancellationRequested && !life.Token.IsCancellationRequested)
        {
            // Of whatever type: MQTTnet makes a time-out of its own out of a cancelled wait.
            life.End(LinkLoss.Silent(options, "no answer to a ping", limit));
        }
    }
}
