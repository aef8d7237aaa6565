namespace EdgeVL.ModelBuilder.Building;

/// <summary>Adds up bytes and tells a listener, if there is one.</summary>
internal sealed class ProgressCounter(IProgress<BuildProgress>? listener, long total)
{
    private long done;

    public void Report(string phase, long bytes)
    {
        done += bytes;
        listener?.Report(new BuildProgress(phase, Math.Min(done, total), total));
    }
}
