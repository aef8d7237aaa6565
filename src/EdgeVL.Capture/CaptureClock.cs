namespace EdgeVL.Capture;

/// <summary>Who says when a frame was taken.</summary>
public enum CaptureClock
{
    /// <summary>This machine, when the whole frame had arrived.</summary>
    Arrival,

    /// <summary>The camera's driver, when the exposure or its transfer began.</summary>
    Driver,
}
