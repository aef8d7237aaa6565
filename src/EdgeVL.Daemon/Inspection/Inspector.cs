using EdgeVL.Capture;
using EdgeVL.Contracts.Faults;
using EdgeVL.Contracts.Results;
using EdgeVL.Daemon.Publishing;
using EdgeVL.Daemon.Store;
using EdgeVL.Daemon.Tasks;
using EdgeVL.Daemon.Trust;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Generation;
using EdgeVL.Qwen3VL.Prompt;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.Daemon.Inspection;

/// <summary>Frame in, result out: crop, encode, ask, parse. One thread owns it, with its model.</summary>
/// <param name="model">The model.</param>
/// <param name="ids">Gives each result its name.</param>
/// <param name="time">Clock of phases and ages.</param>
public sealed class Inspector(VisionLanguageModel model, ResultIds ids, TimeProvider time)
{
    /// <summary>The model.</summary>
    public VisionLanguageModel Model => model;

    /// <summary>The calibration beside the model; null where none was fitted.</summary>
    /// <exception cref="FaultException">It is damaged, or belongs to another model.</exception>
    public CalibrationFile? Calibration { get; } = CalibrationFile.Load(model.Built.Folder, model.Built.Manifest.Hash);

    /// <summary>What results say of the model.</summary>
    internal ModelFacts Facts { get; } =
        new()
        {
            Name = model.Built.Manifest.Name,
            Hash = model.Built.Manifest.Hash,
            Precision = model.Built.Manifest.Precision,
            Providers = model.Providers,
        };

    /// <summary>Asks one question of one frame; an answer that cannot be used is a result too.</summary>
    /// <param name="listener">Receives the answer as it is written.</param>
    /// <returns>A result without site, device, camera, recipe and number.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the answer was written.</exception>
    /// <exception cref="FaultException"><see cref="FaultCode.InferenceFailed"/>: the run time gave up.</exception>
    public Result Inspect(Frame frame, InspectionRequest request, TextListener? listener, CancellationToken cancellation)
    {
        var clock = new PhaseClock(time, request.Triggered);
        FrameCrop crop = FrameCrop.Of(request.Region, frame.Width, frame.Height);
        return Guarded(
            frame,
            request,
            clock,
            () =>
            {
                using EncodedPicture picture = Encode(frame, crop.Box, request, clock, cancellation);
                return Ask(frame, crop, [picture], [], request, clock, listener, cancellation);
            }
        );
    }

    /// <summary>Asks one question of several pictures, of a clip, or of both; places in the answer are told on the first picture.</summary>
    /// <param name="pictures">Pictures, in order; may be empty where there is a clip.</param>
    /// <param name="clip">A clip, which stands before the pictures; null for none.</param>
    public Result Inspect(
        IReadOnlyList<Frame> pictures,
        ClipFrames? clip,
        InspectionRequest request,
        TextListener? listener,
        CancellationToken cancellation
    )
    {
        Frame first = pictures.Count > 0 ? pictures[0] : clip!.First;
        var clock = new PhaseClock(time, request.Triggered);
        return Guarded(
            first,
            request,
            clock,
            () =>
            {
                var encoded = new List<EncodedPicture>();
                var clips = new List<EncodedVideo>();
                try
                {
                    if (clip is not null)
                    {
                        clips.Add(Encode(clip, clock, cancellation));
                    }

                    foreach (Frame frame in pictures)
                    {
                        encoded.Add(Encode(frame, FrameCrop.Whole(frame.Width, frame.Height).Box, request, clock, cancellation));
                    }

                    return Ask(first, FrameCrop.Whole(first.Width, first.Height), encoded, clips, request, clock, listener, cancellation);
                }
                finally
                {
                    encoded.ForEach(static picture => picture.Dispose());
                    clips.ForEach(static video => video.Dispose());
                }
            }
        );
    }

    private Result Ask(
        Frame frame,
        FrameCrop crop,
        IReadOnlyList<EncodedPicture> pictures,
        IReadOnlyList<EncodedVideo> clips,
        InspectionRequest request,
        PhaseClock clock,
        TextListener? listener,
        CancellationToken cancellation
    )
    {
        ContentPart[] content =
        [
            .. clips.Select(static _ => new VideoPart()),
            .. pictures.Select(static _ => new ImagePart()),
            new TextPart(request.Question.Text),
        ];
        DecoderPrompt prompt = model.Compose([ChatMessage.User(content)], pictures, clips, []);
        Answer answer = request.Form is { } form
            ? model.Constrained.Run(prompt, form, Options(request), listener, cancellation)
            : model.Generator.Run(prompt, Options(request), listener, cancellation);
        clock.Add(Phase.Prefill, answer.PrefillTime);
        clock.Add(Phase.Decode, answer.DecodeTime);
        Result result = Begin(frame, request.Trigger, clock) with { Tokens = Tokens(prompt, answer) };
        return request.Form is null
            ? request.Question.Read(new RawAnswer(answer.Text, FinishName(answer.Finish), crop)).ApplyTo(result)
            : FormAnswer.ApplyTo(result, answer);
    }

    private EncodedPicture Encode(Frame frame, PixelBox box, InspectionRequest request, PhaseClock clock, CancellationToken cancellation)
    {
        PatchGrid grid = model.Prepare(Crop(frame, box), Budget(request));
        clock.End(Phase.Preprocess);
        var picture = new EncodedPicture(grid, model.Vision.Encode(grid, cancellation));
        clock.End(Phase.Vision);
        return picture;
    }

    private EncodedVideo Encode(ClipFrames clip, PhaseClock clock, CancellationToken cancellation)
    {
        int count = clip.Indices.Length;
        PatchGrid grid = model.BeginVideo(new PixelSize(clip.First.Width, clip.First.Height), count, budget: null);
        foreach ((int number, Frame frame) in clip.Frames.Index())
        {
            using (frame)
            {
                model.WriteFrame(Crop(frame, FrameCrop.Whole(frame.Width, frame.Height).Box), number, count, grid);
            }
        }

        clock.End(Phase.Preprocess);
        EncodedVideo video = model.EncodeVideo(grid, clip.Indices, clip.Rate, cancellation);
        clock.End(Phase.Vision);
        return video;
    }

    // A prompt that does not fit, or breaks a rule, is a failed reading and no failed device.
    private Result Guarded(Frame frame, InspectionRequest request, PhaseClock clock, Func<Result> read)
    {
        try
        {
            return read();
        }
        catch (FaultException fault) when (fault.Code is FaultCode.PromptTooLong or FaultCode.PromptInvalid)
        {
            return Begin(frame, request.Trigger, clock) with
            {
                Verdict = Verdict.Error,
                Reasons = [new Reason(ReasonCode.ModelError, Value: fault.Explained)],
            };
        }
    }

    /// <summary>The clock of a reading that begins now.</summary>
    /// <param name="triggered">Timestamp of the trigger; null for now.</param>
    internal PhaseClock StartClock(long? triggered) => new(time, triggered);

    /// <summary>A result with a name of its own that says where and when the frame was taken, and nothing yet of what it shows.</summary>
    internal Result Begin(Frame frame, TriggerFacts trigger, PhaseClock clock) =>
        new()
        {
            Id = ids.Next(),
            Source = frame.Source,
            Image = new ImageFacts
            {
                Width = frame.Width,
                Height = frame.Height,
                MediaFrame = frame.MediaFrame,
                AgeMs =
                    frame.Source is null || frame.MediaFrame is not null ? Math.Round(clock.AgeAtStart(frame).TotalMilliseconds, 1) : null,
            },
            Time = new CaptureTime
            {
                Captured = frame.CapturedAt,
                Quality = ClockQuality.Now,
                BootId = DeviceIdentity.Current.BootId,
                MonotonicNs = frame.MonotonicNs,
            },
            Trigger = trigger,
            TimingMs = clock.ToPhaseTimes(),
            Tokens = new TokenCounts(),
            Model = Facts,
        };

    /// <summary>A part of a frame, nothing copied.</summary>
    internal static PixelView Crop(Frame frame, PixelBox box)
    {
        var view = new PixelView(frame.Pixels, frame.Width, frame.Height, frame.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
        return view.Crop(box.X1, box.Y1, box.Width, box.Height);
    }

    private PixelBudget? Budget(InspectionRequest request) => Budget(request.MinPixels, request.MaxPixels);

    /// <summary>Pixels that a picture may have; null for the model's own limits.</summary>
    internal PixelBudget? Budget(long? minPixels, long? maxPixels)
    {
        if (minPixels is null && maxPixels is null)
        {
            return null;
        }

        PixelBudget own = model.PictureSettings.Budget;
        long most = maxPixels ?? Math.Max(own.Max, minPixels ?? 0);
        return new PixelBudget(minPixels ?? Math.Min(own.Min, most), most);
    }

    private static GenerationOptions Options(InspectionRequest request) => new() { MaxTokens = request.MaxTokens };

    /// <summary>How many tokens each part of an answer took.</summary>
    internal static TokenCounts Tokens(DecoderPrompt prompt, Answer answer)
    {
        int image = prompt.Spans.Sum(static span => span.Features.Tokens);
        return new TokenCounts
        {
            Image = image,
            Prompt = prompt.Tokens.Length - image,
            Output = answer.Tokens.Count,
            Forced = answer.ForcedTokens,
            Finish = FinishName(answer.Finish),
        };
    }

    /// <summary>Why an answer ended, as results say it.</summary>
    internal static string FinishName(FinishReason reason) =>
        reason switch
        {
            FinishReason.Stop => RawAnswer.Stop,
            FinishReason.Length => RawAnswer.Length,
            FinishReason.Repetition => RawAnswer.Repetition,
            _ => RawAnswer.Cancelled,
        };
}
