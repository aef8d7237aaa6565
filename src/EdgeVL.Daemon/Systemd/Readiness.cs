namespace EdgeVL.Daemon.Systemd;

/// <summary>What a start still waits for: the model, and a first word of each camera.</summary>
/// <remarks>A camera that is reported offline does not hold a start back: one dead camera never stops the others. Thread-safe.</remarks>
public sealed class Readiness
{
    private readonly Lock gate = new();
    private readonly List<string> missing;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nothing is there yet.</summary>
    /// <param name="cameras">Names of the cameras.</param>
    public Readiness(IEnumerable<string> cameras)
    {
        missing = [Model, .. cameras.Select(NameOf)];
    }

    private const string Model = "model";

    /// <summary>What is missing, in words: <c>model</c>, <c>camera belt</c>; empty once all is there, and from then on.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (gate)
            {
                return [.. missing];
            }
        }
    }

    /// <summary>The model is loaded and has answered.</summary>
    public void ModelLoaded() => Arrive(Model);

    /// <summary>A camera gave a frame or was reported offline; later words of it change nothing.</summary>
    public void CameraReported(string camera) => Arrive(NameOf(camera));

    /// <summary>Waits until nothing is missing.</summary>
    public Task WhenReady(CancellationToken stop) => ready.Task.WaitAsync(stop);

    private static string NameOf(string camera) => $"camera {camera}";

    private void Arrive(string what)
    {
        lock (gate)
        {
            if (!missing.Remove(what) || missing.Count > 0)
            {
                return;
            }
        }

        ready.TrySetResult();
    }
}
