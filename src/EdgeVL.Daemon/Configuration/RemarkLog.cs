using Microsoft.Extensions.Logging;

namespace EdgeVL.Daemon.Configuration;

/// <summary>Puts the remarks of a configuration and its recipes into the log, one line each.</summary>
public static partial class RemarkLog
{
    /// <summary>Logs each remark as a warning: something that is written there does not happen yet, or is better written otherwise.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="file">The file or folder that they are about.</param>
    /// <param name="remarks">The remarks.</param>
    public static void LogRemarks(this ILogger logger, string file, IEnumerable<string> remarks)
    {
        foreach (string remark in remarks)
        {
            LogRemark(logger, file, remark);
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "{File}: {Remark}")]
    private static partial void LogRemark(ILogger logger, string file, string remark);
}
