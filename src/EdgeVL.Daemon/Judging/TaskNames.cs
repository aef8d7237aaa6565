using EdgeVL.Daemon.Tasks;

namespace EdgeVL.Daemon.Judging;

/// <summary>Tasks as recipes and calibrations write them.</summary>
public static class TaskNames
{
    /// <summary>The word.</summary>
    public static string Of(TaskKind kind) => kind.ToString().ToLowerInvariant();
}
