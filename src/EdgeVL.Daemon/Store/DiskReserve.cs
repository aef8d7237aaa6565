using EdgeVL.Contracts.Faults;

namespace EdgeVL.Daemon.Store;

/// <summary>A file that holds a little room on the disk: given back when the disk is full, so that what is stored can still be sent, settled and dropped.</summary>
/// <param name="path">The file.</param>
/// <param name="size">Its bytes.</param>
internal sealed class DiskReserve(string path, int size = 4 << 20)
{
    /// <summary>Whether the disk was found full and has not been found roomy since.</summary>
    public bool Spent { get; private set; }

    /// <summary>Takes the room if there is enough of it.</summary>
    public void Restore()
    {
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length >= size)
            {
                Spent = false;
                return;
            }

            if (FreeBytes < 2L * size)
            {
                Spent = true;
                return;
            }

            using FileStream file = File.Create(path);
            file.Write(new byte[size]); // written, not set: a hole holds no room
            file.Flush(flushToDisk: true);
            Spent = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release();
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Release()
    {
        Spent = true;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is freed then; the write that needs it says so.
        }
    }

    /// <summary>Refuses a new result while the disk is full: the room is for those that are stored.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.DiskFull"/></exception>
    public void DemandRoom(bool freePages)
    {
        if (!Spent || freePages)
        {
            return;
        }

        Restore();
        if (Spent)
        {
            throw StoreFault.DiskFull(path, null);
        }
    }

    private long FreeBytes => new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace;
}
