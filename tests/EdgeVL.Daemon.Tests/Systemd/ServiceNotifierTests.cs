using EdgeVL.Daemon.Systemd;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeVL.Daemon.Tests.Systemd;

[Collection(nameof(ServiceEnvironment))]
public sealed class ServiceNotifierTests : IDisposable
{
    private readonly ServiceEnvironment environment = new();
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_status_is_sent_when_it_changes_and_at_most_once_a_second()
    {
        using NotifySocket socket = environment.Listen();
        using ServiceNotifier notifier = Notifier();
        notifier.Status("loading the model");
        notifier.Status("loading the model");
        Assert.Equal("STATUS=loading the model", await socket.NextAsync());

        notifier.Status("1 camera");
        notifier.Status("2 cameras\nonline");
        Assert.True(socket.IsSilent);
        time.Advance(ServiceNotifier.StatusPause);
        Assert.Equal("STATUS=2 cameras online", await socket.NextAsync());
        Assert.True(socket.IsSilent);

        notifier.Status("other");
        notifier.Status("2 cameras online");
        time.Advance(ServiceNotifier.StatusPause);
        Assert.True(socket.IsSilent);

        time.Advance(ServiceNotifier.StatusPause);
        notifier.Status("later");
        Assert.Equal("STATUS=later", await socket.NextAsync());
    }

    [Fact]
    public async Task Patience_is_asked_for_until_it_is_needed_no_more()
    {
        using NotifySocket socket = environment.Listen();
        using ServiceNotifier notifier = Notifier();
        IDisposable patience = notifier.ExtendTimeout(TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.Zero);
        Assert.Equal("EXTEND_TIMEOUT_USEC=30000000", await socket.NextAsync());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("EXTEND_TIMEOUT_USEC=30000000", await socket.NextAsync());
        patience.Dispose();
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(socket.IsSilent);
    }

    [Fact]
    public async Task A_socket_that_goes_away_is_logged_once_and_stops_nothing()
    {
        var logger = new CountingLogger();
        NotifySocket socket = environment.Listen();
        using var notifier = new ServiceNotifier(ServiceEnvironment.Notifier(), time, logger);
        notifier.Status("one");
        Assert.Equal("STATUS=one", await socket.NextAsync());

        socket.Dispose();
        File.Delete(environment.SocketPath);
        notifier.Notify(ServiceState.Ready);
        notifier.Notify(ServiceState.Stopping);
        Assert.Equal([4101], logger.Events);

        using var back = new NotifySocket(environment.SocketPath);
        notifier.Notify(ServiceState.Stopping);
        Assert.Equal("STOPPING=1", await back.NextAsync());
    }

    [Fact]
    public void Without_a_service_manager_nothing_is_sent()
    {
        using ServiceNotifier notifier = Notifier();
        Assert.False(notifier.IsEnabled);
        notifier.Status("alone");
        notifier.Notify(ServiceState.Ready);
    }

    public void Dispose() => environment.Dispose();

    private ServiceNotifier Notifier() => new(ServiceEnvironment.Notifier(), time, NullLogger<ServiceNotifier>.Instance);

    private sealed class CountingLogger : ILogger<ServiceNotifier>
    {
        public List<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Events.Add(eventId.Id);
    }
}
