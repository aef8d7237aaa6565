namespace EdgeVL.Capture;

/// <summary>What a camera did since its reader was started.</summary>
/// <param name="Frames">Frames captured.</param>
/// <param name="Dropped">Frames that were replaced by newer ones before anybody took them.</param>
/// <param name="Reopens">Times that the source was opened again.</param>
/// <param name="Unreadable">Pictures of a folder that were passed over.</param>
public sealed record CameraCounters(long Frames, long Dropped, long Reopens, long Unreadable);
