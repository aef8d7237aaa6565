using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using EdgeVL.Daemon.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeVL.Daemon.Tests.Support;

/// <summary>Metrics of their own, whose triggers are counted by outcome.</summary>
internal sealed class TriggerCount : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> outcomes = new();

    public TriggerCount()
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        Metrics = new EdgeMetrics(factory);
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "edgevl.triggers" && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(count, tags));
        listener.Start();
    }

    public EdgeMetrics Metrics { get; }

    public long Of(string outcome) => outcomes.GetValueOrDefault(outcome);

    public void Dispose()
    {
        listener.Dispose();
        services.Dispose();
    }

    private void Add(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach ((string name, object? value) in tags)
        {
            if (name == "outcome")
            {
                outcomes.AddOrUpdate((string)value!, count, (_, before) => before + count);
            }
        }
    }
}
