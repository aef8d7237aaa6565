namespace EdgeVL.Contracts.Faults;

/// <summary>Stable numbers of everything that can go wrong: callers test the number, never the text.</summary>
/// <remarks>1xx capture, 2xx model, 3xx publishing and store, 4xx configuration and recipes, 5xx command line.</remarks>
public enum FaultCode
{
    /// <summary>No fault; never thrown.</summary>
    None = 0,

    /// <summary>A camera, file or stream could not be opened.</summary>
    CaptureOpenFailed = 101,

    /// <summary>An open source gave no frame in time, or ended unexpectedly.</summary>
    CaptureLost = 102,

    /// <summary>A picture is broken, truncated, empty or too large.</summary>
    PictureUnreadable = 103,

    /// <summary>OpenCV's or GStreamer's native parts are missing.</summary>
    CaptureRuntimeMissing = 104,

    /// <summary>A checkpoint or one of its tensors is not what it should be.</summary>
    CheckpointInvalid = 201,

    /// <summary>A built model folder is incomplete, changed or of another format version.</summary>
    ModelInvalid = 202,

    /// <summary>ONNX Runtime's native library is missing or does not match.</summary>
    ModelRuntimeMissing = 203,

    /// <summary>A prompt does not fit the context, or its pictures do not match its placeholders.</summary>
    PromptTooLong = 204,

    /// <summary>A tokenizer file is not a byte-level BPE of the expected form.</summary>
    TokenizerInvalid = 205,

    /// <summary>The run time refused to compute: out of memory, provider failure.</summary>
    InferenceFailed = 206,

    /// <summary>A conversation breaks the rules of the chat template.</summary>
    PromptInvalid = 207,

    /// <summary>The disk has no room for what is to be written.</summary>
    DiskFull = 208,

    /// <summary>A JSON Schema, expression or list of choices cannot constrain an answer; the message lists each place with its reason.</summary>
    SchemaUnsupported = 209,

    /// <summary>The broker refused the connection for a reason that waiting does not mend.</summary>
    BrokerRefused = 301,

    /// <summary>The broker cannot be reached, or the link broke.</summary>
    BrokerUnreachable = 302,

    /// <summary>Certificates or keys do not fit.</summary>
    TlsInvalid = 303,

    /// <summary>The result store cannot be opened, read or written.</summary>
    StoreFailed = 304,

    /// <summary>The configuration has faults; the message lists them all.</summary>
    ConfigurationInvalid = 401,

    /// <summary>A recipe has faults; the message lists them all.</summary>
    RecipeInvalid = 402,

    /// <summary>A command's arguments contradict each other or name nothing that exists.</summary>
    UsageInvalid = 501,
}
