using System.Collections.Concurrent;

namespace EdgeVL.Daemon.Store;

/// <summary>The one thread that writes: it takes all work that has gathered and puts it on the disk in one transaction.</summary>
internal sealed class StoreThread : IAsyncDisposable
{
    private const int LargestBatch = 64;
    private readonly BlockingCollection<StoreOperation> queue = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<List<StoreOperation>> commit;

    /// <param name="commit">Puts a batch on the disk; it completes or fails each operation and throws nothing.</param>
    /// <param name="end">Runs last on the thread.</param>
    public StoreThread(Action<List<StoreOperation>> commit, Action end)
    {
        this.commit = commit;
        var thread = new Thread(() => Run(end)) { IsBackground = true, Name = "edgevl-store" };
        thread.Start();
    }

    /// <summary>Adds work; never waits.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Task<T> Do<T>(StoreOperation<T> operation)
    {
        try
        {
            queue.Add(operation);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(ResultStore), "The result store is closed.");
        }

        return operation.Done;
    }

    /// <summary>Ends the thread after the work that it was given.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!ended.Task.IsCompleted)
        {
            queue.CompleteAdding();
        }

        await ended.Task;
    }

    private void Run(Action end)
    {
        List<StoreOperation> batch = [];
        foreach (StoreOperation first in queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < LargestBatch && queue.TryTake(out StoreOperation? next))
            {
                batch.Add(next);
            }

            commit(batch);
            batch.Clear();
        }

        end();
        queue.Dispose();
        ended.SetResult();
    }
}
