namespace EdgeVL.Daemon.Store;

/// <summary>One piece of work for the store's thread; it may run again after a rollback, so it changes nothing but the database.</summary>
internal abstract class StoreOperation
{
    public abstract void Run(StoreDatabase database);

    /// <summary>The work is on the disk.</summary>
    public abstract void Complete();

    /// <summary>The work is undone and will not be tried again.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>Work with an answer.</summary>
/// <param name="work">The work.</param>
/// <param name="committed">Told the answer on the store's thread, before the caller is; returns at once.</param>
/// <param name="failed">Told of a failure, likewise.</param>
internal sealed class StoreOperation<T>(Func<StoreDatabase, T> work, Action<T>? committed = null, Action<Exception>? failed = null)
    : StoreOperation
{
    // Callers go on elsewhere: the store's thread has other work.
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? answer;

    public Task<T> Done => done.Task;

    public override void Run(StoreDatabase database) => answer = work(database);

    public override void Complete()
    {
        committed?.Invoke(answer!);
        done.TrySetResult(answer!);
    }

    public override void Fail(Exception why)
    {
        failed?.Invoke(why);
        done.TrySetException(why);
    }
}
