using EdgeVL.Daemon.Systemd;

namespace EdgeVL.Daemon.Tests.Systemd;

public sealed class ReadinessTests
{
    [Fact]
    public async Task It_is_complete_with_the_model_and_a_first_word_of_each_camera()
    {
        var readiness = new Readiness(["belt", "gate"]);
        Assert.Equal(["model", "camera belt", "camera gate"], readiness.Missing);
        readiness.CameraReported("gate");
        readiness.CameraReported("gate");
        readiness.CameraReported("unknown");
        readiness.ModelLoaded();
        Assert.Equal(["camera belt"], readiness.Missing);
        Task ready = readiness.WhenReady(TestContext.Current.CancellationToken);
        Assert.False(ready.IsCompleted);
        readiness.CameraReported("belt");
        await ready;
        Assert.Empty(readiness.Missing);
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        Task ready = new Readiness([]).WhenReady(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ready);
    }
}
