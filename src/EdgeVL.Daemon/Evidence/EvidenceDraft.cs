namespace EdgeVL.Daemon.Evidence;

/// <summary>What a reading was made of, before it is written.</summary>
/// <param name="Source">The captured frame, BGR, tight rows.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Exchanges">Each question to the model with its answer; empty where the gates refused the frame.</param>
/// <param name="Calibration">Hash of the model's calibration; null where there was none.</param>
public sealed record EvidenceDraft(byte[] Source, int Width, int Height, IReadOnlyList<ModelExchange> Exchanges, string? Calibration);
