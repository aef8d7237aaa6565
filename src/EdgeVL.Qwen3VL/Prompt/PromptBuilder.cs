using System.Text;
using EdgeVL.Contracts.Faults;
using EdgeVL.Qwen3VL.Rotary;
using EdgeVL.Qwen3VL.Tokenizing;

namespace EdgeVL.Qwen3VL.Prompt;

/// <summary>Conversations to prompts. Immutable, safe on any thread.</summary>
/// <remarks>Only the template's own text may become control tokens; the text of messages, tools and calls never does. Text that touches is
/// tokenised together, so the ids are those of the reference for the whole rendered prompt.</remarks>
public sealed class PromptBuilder
{
    private readonly Tokenizer tokenizer;
    private readonly ChatTemplate template;
    private readonly int imagePad;
    private readonly int videoPad;

    /// <summary>Makes a builder.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.TokenizerInvalid"/>: the tokenizer lacks a control token of the templates.</exception>
    public PromptBuilder(Tokenizer tokenizer, ChatTemplate template)
    {
        this.tokenizer = tokenizer;
        this.template = template;
        if (ControlText.Required.FirstOrDefault(text => !tokenizer.TryGetAddedToken(text, out _)) is string missing)
        {
            throw new FaultException(
                FaultCode.TokenizerInvalid,
                $"The tokenizer has no token '{missing}', which the chat template writes.",
                "Take the unchanged tokenizer.json of a Qwen3-VL checkpoint."
            );
        }

        tokenizer.TryGetAddedToken(ControlText.ImagePad, out imagePad);
        tokenizer.TryGetAddedToken(ControlText.VideoPad, out videoPad);
    }

    /// <summary>Makes the prompt of a conversation.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.PromptInvalid"/>: it breaks a rule of the template, or its places do not match its
    /// pictures and videos.</exception>
    public PromptLayout Build(Conversation conversation)
    {
        List<int> tokens = [];
        List<VisualSpan> visuals = [];
        var run = new StringBuilder();
        foreach (PromptSegment segment in Expand(conversation))
        {
            switch (segment.Kind)
            {
                case SegmentKind.Visual:
                    visuals.Add(segment.Visual with { Start = tokens.Count });
                    int pad = segment.Visual.Kind == VisualKind.Picture ? imagePad : videoPad;
                    tokens.AddRange(Enumerable.Repeat(pad, segment.Visual.Length));
                    break;
                case SegmentKind.Literal:
                    AddLiteral(segment.Text, run, tokens);
                    break;
                default:
                    run.Append(segment.Text);
                    break;
            }
        }

        EndRun(run, tokens);
        int[] positions = new int[3 * tokens.Count];
        VisualSpan[] spans = [.. visuals];
        int next = RopePositions.Write(spans, 0, positions);
        return new PromptLayout([.. tokens], spans, positions, next);
    }

    /// <summary>The text of the prompt of a conversation, visual tokens included; for a person, not for a tokenizer.</summary>
    /// <exception cref="FaultException">As <see cref="Build"/>.</exception>
    public string RenderText(Conversation conversation)
    {
        var text = new StringBuilder();
        foreach (PromptSegment segment in Expand(conversation))
        {
            text.Insert(text.Length, segment.Text, segment.Kind == SegmentKind.Visual ? segment.Visual.Length : 1);
        }

        return text.ToString();
    }

    private List<PromptSegment> Expand(Conversation conversation) =>
        PromptExpansion.Expand(template.Render(conversation.Messages, conversation.Tools, conversation.GenerationPrompt), conversation);

    /// <summary>Text of the template: its control tokens end the run of text before them.</summary>
    private void AddLiteral(ReadOnlySpan<char> text, StringBuilder run, List<int> tokens)
    {
        while (tokenizer.FindAddedToken(text, out int start) is AddedToken control)
        {
            run.Append(text[..start]);
            EndRun(run, tokens);
            tokens.Add(control.Id);
            text = text[(start + control.Text.Length)..];
        }

        run.Append(text);
    }

    private void EndRun(StringBuilder run, List<int> tokens)
    {
        tokenizer.Encode(run.ToString(), tokens);
        run.Clear();
    }
}
