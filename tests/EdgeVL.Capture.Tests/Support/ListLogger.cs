using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Capture.Tests.Support;

/// <summary>Keeps log lines for a look at them.</summary>
internal sealed class ListLogger : ILogger
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Text)> Lines { get; } = new();

    public string All => string.Join('\n', Lines.Select(static line => line.Text));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
}
