using System.Text.Json;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Constraints;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Tokenizing;
using EdgeVL.Qwen3VL.Video;
using EdgeVL.Qwen3VL.Vision;
using Microsoft.Extensions.Logging;

namespace EdgeVL.Qwen3VL;

/// <summary>A loaded model: pictures and conversations in, answers out. Not thread-safe: one thread owns it.</summary>
public sealed class VisionLanguageModel : IDisposable
{
    private readonly LoadedSessions sessions;
    private readonly PromptBuilder prompts;
    private readonly ImagePreprocessor images;
    private readonly VideoPreprocessor videos;
    private readonly Lazy<ConstrainedGenerator> constrained;
    private float[] videoPatches = [];

    private VisionLanguageModel(BuiltModel built, LoadedSessions sessions, TimeProvider time)
    {
        Built = built;
        this.sessions = sessions;
        Tokenizer = Tokenizer.Load(built.PathOf("tokenizer.json"));
        prompts = new PromptBuilder(Tokenizer, ChatTemplate.Create(ChatTemplateFile.Detect(built.Folder)));
        images = new ImagePreprocessor(PreprocessorSettings.Read(built.PathOf("preprocessor_config.json")));
        string video = built.PathOf("video_preprocessor_config.json");
        videos = new VideoPreprocessor(File.Exists(video) ? VideoSettings.Read(video) : new VideoSettings());
        IReadOnlyList<int> ends = EndTokens.Read(built.Folder, Tokenizer);
        Generator = new Generator(Decoder, Tokenizer, ends, time);
        constrained = new Lazy<ConstrainedGenerator>(() =>
            new ConstrainedGenerator(Decoder, new ConstraintVocabulary(Tokenizer, Decoder.VocabularySize, ends), time)
        );
    }

    /// <summary>The folder it was loaded from.</summary>
    public BuiltModel Built { get; }

    /// <summary>Its tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How pictures become patches.</summary>
    public PreprocessorSettings PictureSettings => images.Settings;

    /// <summary>How videos become patches.</summary>
    public VideoSettings VideoSettings => videos.Settings;

    /// <summary>Token embedding.</summary>
    public EmbeddingTable Embeddings => sessions.Embeddings;

    /// <summary>Vision encoder.</summary>
    public VisionSession Vision => sessions.Vision;

    /// <summary>Text decoder.</summary>
    public DecoderSession Decoder => sessions.Decoder;

    /// <summary>Writes answers.</summary>
    public Generator Generator { get; }

    /// <summary>Writes answers of a given form.</summary>
    public ConstrainedGenerator Constrained => constrained.Value;

    /// <summary>Execution providers of the sessions, without doubles.</summary>
    public IReadOnlyList<string> Providers => sessions.Providers;

    /// <summary>Loads a built model; its files are compared with their hashes first.</summary>
    /// <exception cref="FaultException">The folder is no built model, or the run time cannot load it.</exception>
    public static VisionLanguageModel Load(string folder, EngineOptions options, TimeProvider time, ILogger logger)
    {
        BuiltModel built = BuiltModel.Open(folder);
        LoadedSessions sessions = LoadedSessions.Open(built, options, logger);
        try
        {
            return new VisionLanguageModel(built, sessions, time);
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }

    /// <summary>The size in patches that a picture is given.</summary>
    /// <param name="budget">Pixels it may have; null for the model's own.</param>
    public PatchGrid Measure(PixelSize size, PixelBudget? budget) => images.Measure(size, budget);

    /// <summary>Writes the patches of a picture into the encoder's memory and gives its size in patches.</summary>
    /// <param name="budget">Pixels it may have; null for the model's own.</param>
    /// <exception cref="FaultException">Its tokens alone are more than the context holds.</exception>
    public PatchGrid Prepare(PixelView picture, PixelBudget? budget)
    {
        PatchGrid grid = images.Measure(picture.Size, budget);
        ThrowIfTooLarge(grid, 1, "A picture");
        images.WritePicture(picture, grid, Vision.Patches(grid));
        return grid;
    }

    /// <summary>Encodes a picture; the caller disposes what it gets.</summary>
    public EncodedPicture Encode(PixelView picture, PixelBudget? budget, CancellationToken cancellation)
    {
        PatchGrid grid = Prepare(picture, budget);
        return new EncodedPicture(grid, Vision.Encode(grid, cancellation));
    }

    /// <summary>Makes room for the frames of a video, to be filled by <see cref="WriteFrame"/>.</summary>
    /// <exception cref="FaultException">Its tokens alone are more than the context holds.</exception>
    public PatchGrid BeginVideo(PixelSize size, int frameCount, PixelBudget? budget)
    {
        PatchGrid grid = videos.Measure(size, frameCount, budget);
        ThrowIfTooLarge(grid, videos.TemporalPatches(frameCount), $"A video of {frameCount} frames");
        int length = videos.ValueCount(grid, frameCount);
        videoPatches = videoPatches.Length < length ? new float[length] : videoPatches;
        return grid;
    }

    /// <summary>Writes frame <paramref name="number"/> of <paramref name="frameCount"/>.</summary>
    public void WriteFrame(PixelView frame, int number, int frameCount, PatchGrid grid) =>
        videos.WriteFrame(frame, number, frameCount, grid, videoPatches.AsSpan(0, videos.ValueCount(grid, frameCount)));

    /// <summary>Encodes the frames that were written, a call a temporal patch; the caller disposes what it gets.</summary>
    /// <param name="indices">Places of the frames in the source.</param>
    /// <param name="rate">Frames a second of the source.</param>
    public EncodedVideo EncodeVideo(PatchGrid grid, ReadOnlySpan<int> indices, double rate, CancellationToken cancellation)
    {
        int count = videos.TemporalPatches(indices.Length);
        int length = videos.ValueCount(grid, indices.Length) / count;
        var features = new List<VisionFeatures>(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                VideoPatches(i, length).CopyTo(Vision.Patches(grid));
                features.Add(Vision.Encode(grid, cancellation));
            }
        }
        catch
        {
            features.ForEach(static part => part.Dispose());
            throw;
        }

        return new EncodedVideo(grid, VideoSampling.Timestamps(indices, rate, videos.Settings.Frames.TemporalPatchSize), features);
    }

    /// <summary>Patches of one temporal patch of the video that was written.</summary>
    public ReadOnlySpan<float> VideoPatches(int index, int length) => videoPatches.AsSpan(index * length, length);

    /// <summary>Makes the prompt of a conversation; pictures and videos stand in the order of their places.</summary>
    /// <exception cref="FaultException">Places and pictures do not match, or a rule of the template is broken.</exception>
    public DecoderPrompt Compose(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<EncodedPicture> pictures,
        IReadOnlyList<EncodedVideo> clips,
        IReadOnlyList<JsonElement> tools
    )
    {
        PromptLayout layout = prompts.Build(ConversationOf(messages, pictures, clips, tools));
        VisionSpan[] spans =
        [
            .. layout.Visuals.Select(span => new VisionSpan(
                span.Start,
                span.Kind == VisualKind.Picture ? pictures[span.Item].Features : clips[span.Item].Features[span.TemporalPatch]
            )),
        ];
        return new DecoderPrompt(layout.Tokens, layout.Positions, layout.NextPosition, spans);
    }

    /// <summary>The same prompt as text, for people and for evidence.</summary>
    public string Render(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<EncodedPicture> pictures,
        IReadOnlyList<EncodedVideo> clips,
        IReadOnlyList<JsonElement> tools
    ) => prompts.RenderText(ConversationOf(messages, pictures, clips, tools));

    /// <inheritdoc/>
    public void Dispose() => sessions.Dispose();

    // Before the encoder spends minutes on what no prompt can hold.
    private void ThrowIfTooLarge(PatchGrid grid, int temporalPatches, string what)
    {
        long tokens = (long)grid.TokenCount * temporalPatches;
        if (tokens > Decoder.Capacity)
        {
            throw new FaultException(
                FaultCode.PromptTooLong,
                $"{what} of {grid.Columns * images.Settings.PatchSize}x{grid.Rows * images.Settings.PatchSize} pixels needs {tokens} tokens and the context holds {Decoder.Capacity}.",
                "Allow fewer pixels, or enlarge the context of the model."
            );
        }
    }

    private static Conversation ConversationOf(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<EncodedPicture> pictures,
        IReadOnlyList<EncodedVideo> clips,
        IReadOnlyList<JsonElement> tools
    ) =>
        new(messages)
        {
            Pictures = [.. pictures.Select(static picture => picture.Grid)],
            Videos = [.. clips.Select(static clip => new VideoLayout(clip.Grid, clip.Timestamps))],
            Tools = tools,
        };
}
