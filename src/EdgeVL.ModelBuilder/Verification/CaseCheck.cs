using System.Globalization;
using System.Numerics.Tensors;
using EdgeVL.Qwen3VL;
using EdgeVL.Qwen3VL.Model;
using EdgeVL.Qwen3VL.Text;
using EdgeVL.Qwen3VL.Vision;

namespace EdgeVL.ModelBuilder.Verification;

/// <summary>One case through the product's own path: pixels, vision, prompt, decoder, greedy steps.</summary>
internal sealed class CaseCheck(VisionLanguageModel model, GoldenCase golden, Func<string, Picture> decode, Comparison comparison)
{
    private const string ImagePixels = "pixel_values";
    private const string VideoPixels = "pixel_values_videos";

    public void Run(CancellationToken cancellation)
    {
        List<EncodedPicture> pictures = [];
        List<EncodedVideo> clips = [];
        try
        {
            CheckPictures(pictures, cancellation);
            CheckVideo(clips, cancellation);
            DecoderPrompt prompt = model.Compose(golden.Messages, pictures, clips, golden.Tools);
            comparison.Exact("prompt", model.Render(golden.Messages, pictures, clips, golden.Tools), golden.Prompt);
            CheckPrompt(prompt);
            CheckLayers(prompt);
            CheckSteps(prompt, cancellation);
        }
        finally
        {
            pictures.ForEach(static picture => picture.Dispose());
            clips.ForEach(static clip => clip.Dispose());
            model.Vision.Forget();
        }
    }

    private void CheckPictures(List<EncodedPicture> pictures, CancellationToken cancellation)
    {
        var pixels = new List<float>();
        foreach (string file in golden.Images)
        {
            Picture picture = decode(file);
            PatchGrid grid = model.Prepare(View(picture), budget: null);
            pixels.AddRange(model.Vision.Patches(grid));
            pictures.Add(new EncodedPicture(grid, model.Vision.Encode(grid, cancellation)));
        }

        if (pictures.Count > 0)
        {
            comparison.Exact(
                "image_grid_thw",
                [.. pictures.SelectMany(static picture => (int[])[1, picture.Grid.Rows, picture.Grid.Columns])],
                golden.ImageGrids
            );
            comparison.Pixels(ImagePixels, pixels.ToArray(), golden.Floats(ImagePixels));
            CheckFeatures("image", [.. pictures.Select(static picture => picture.Features)]);
        }
    }

    private void CheckVideo(List<EncodedVideo> clips, CancellationToken cancellation)
    {
        if (golden.Video is not { } video)
        {
            return;
        }

        Picture[] frames = [.. video.Frames.Select(decode)];
        PatchGrid grid = model.BeginVideo(new PixelSize(frames[0].Width, frames[0].Height), frames.Length, budget: null);
        for (int i = 0; i < frames.Length; i++)
        {
            model.WriteFrame(View(frames[i]), i, frames.Length, grid);
        }

        EncodedVideo clip = model.EncodeVideo(grid, video.Indices, video.Rate, cancellation);
        clips.Add(clip);
        int length = grid.PatchCount * model.VideoSettings.Frames.PatchLength;
        float[] pixels = [.. Enumerable.Range(0, clip.Features.Count).SelectMany(patch => model.VideoPatches(patch, length).ToArray())];
        comparison.Exact("video_grid_thw", [clip.Features.Count, grid.Rows, grid.Columns], golden.VideoGrids);
        comparison.Exact(
            "timestamps",
            string.Join(' ', clip.Timestamps.Select(static stamp => stamp.ToString("F1", CultureInfo.InvariantCulture))),
            golden.Timestamps is null ? null : string.Join(' ', golden.Timestamps)
        );
        comparison.Pixels(VideoPixels, pixels, golden.Floats(VideoPixels));
        CheckFeatures("video", clip.Features);
    }

    private void CheckFeatures(string kind, IReadOnlyList<VisionFeatures> features)
    {
        comparison.Relative(
            $"{kind}_embeds",
            [.. features.SelectMany(static part => part.Embeddings.ToArray())],
            golden.Floats($"{kind}_embeds")
        );
        for (int level = 0; level < features[0].Levels; level++)
        {
            string name = $"{kind}_deepstack_{level}";
            comparison.Relative(name, [.. features.SelectMany(part => part.DeepStack(level).ToArray())], golden.Floats(name));
        }
    }

    private void CheckPrompt(DecoderPrompt prompt)
    {
        comparison.Exact("input_ids", prompt.Tokens, golden.InputIds);
        comparison.Exact("position_ids", prompt.Positions.Span, golden.PositionIds);
        comparison.Exact("rope_delta", [prompt.NextPosition - prompt.Tokens.Length], golden.RopeDelta is { } delta ? [delta] : null);
    }

    private void CheckLayers(DecoderPrompt prompt)
    {
        int[] layers =
        [
            .. Enumerable.Range(0, model.Built.Config.Text.LayerCount).Where(layer => golden.ShapeOf($"hidden_{layer}") is not null),
        ];
        int[] inner = [.. layers.Where(static layer => layer > 0)];
        byte[] graph = ProbeGraph.Make(model.Built.PathOf(model.Built.Manifest.Graphs.Decoder), inner);
        using var probe = new DecoderProbe(model.Built.Config, model.Embeddings, graph, model.Built.Folder, threads: 0);
        IReadOnlyDictionary<string, float[]> values = probe.Run(prompt, [DecoderNames.Logits, .. inner.Select(ProbeGraph.Hidden)]);
        if (layers.Contains(0))
        {
            comparison.Relative("hidden_0", probe.Embedded(prompt), golden.Floats("hidden_0"));
        }

        foreach (int layer in inner)
        {
            comparison.Relative($"hidden_{layer}", values[ProbeGraph.Hidden(layer)], golden.Floats($"hidden_{layer}"));
        }

        float[] logits = values[DecoderNames.Logits];
        int vocabulary = model.Decoder.VocabularySize;
        int[] best =
        [
            .. Enumerable
                .Range(0, prompt.Tokens.Length)
                .Select(token => TensorPrimitives.IndexOfMax<float>(logits.AsSpan(token * vocabulary, vocabulary))),
        ];
        comparison.Exact("argmax", best, golden.Whole("argmax"));
    }

    // The product's session: chunks, cache, single steps. Greedy steps run past stop tokens, as the reference's do.
    private void CheckSteps(DecoderPrompt prompt, CancellationToken cancellation)
    {
        model.Decoder.Rollback(0);
        model.Decoder.Prefill(prompt, cancellation);
        comparison.Relative("logits_last", model.Decoder.Logits, golden.Floats("logits_last"));
        int stepRows = (int)(golden.ShapeOf("step_logits")?[0] ?? 0);
        int steps = Math.Max(golden.Greedy?.Length ?? 0, stepRows);
        var tokens = new List<int>(steps);
        var rows = new List<float>();
        for (int step = 0; step < steps; step++)
        {
            if (step < stepRows)
            {
                rows.AddRange(model.Decoder.Logits);
            }

            tokens.Add(TensorPrimitives.IndexOfMax<float>(model.Decoder.Logits));
            if (step + 1 < steps)
            {
                model.Decoder.Step(tokens[^1], prompt.NextPosition + step);
            }
        }

        comparison.Relative("step_logits", rows.ToArray(), golden.Floats("step_logits"));
        comparison.Exact("greedy", tokens.ToArray(), golden.Greedy);
    }

    private static PixelView View(Picture picture) =>
        new(picture.Bgr, picture.Width, picture.Height, picture.Width * PixelView.BytesPerPixel, PixelOrder.Bgr);
}
