using LlmPolicy.Models;

namespace LlmPolicy.Outputs;

/// <summary>What is known of how much a request may produce: one of the records within.</summary>
internal abstract record OutputResolution
{
    private OutputResolution()
    {
    }

    /// <summary>The request is read.</summary>
    /// <param name="Form">The call's form.</param>
    /// <param name="Input">How much it sends.</param>
    internal sealed record Produces(OutputForm Form, InputSize Input) : OutputResolution
    {
        /// <summary>What holds a limit, and what does not.</summary>
        private const OutputEscapes Bounded = OutputEscapes.Background | OutputEscapes.StoredInput;

        /// <summary>The most tokens of one answer, as declared: the largest where several are. Null for none; 0 is none, and so are Ollama's negative ones, which mean no end.</summary>
        public long? Limit { get; init; }

        /// <summary>How many such answers there are: candidates by prompts. At least 1.</summary>
        public long Multiplier { get; init; } = 1;

        /// <summary>What the limit does not bound.</summary>
        public OutputEscapes Escapes { get; init; }

        /// <summary>Whether the answer says what it used: not where it comes later, or in another way.</summary>
        public bool ReportsUsage => Form.ReportsUsage && !Escapes.HasFlag(OutputEscapes.Background);

        /// <summary>Whether the answer is streamed.</summary>
        public bool IsStreaming { get; init; }

        /// <summary>The body that places are of: without its content coding.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>Whether <see cref="Body"/> was compressed: who sends it on in its place takes <c>Content-Encoding</c> off.</summary>
        public bool IsDecoded { get; init; }

        /// <summary>The places of limits.</summary>
        public IReadOnlyList<OutputPlace> Declared { get; init; } = [];

        /// <summary>Where a limit can be put in if none is declared; null where it can't.</summary>
        public OutputPlace? Put { get; init; }

        /// <summary>Whether a limit in the body would hold: nothing escapes it, and there is a place for it, or nothing is produced.</summary>
        public bool IsBound => Form.Kind == OutputKind.None || (Escapes & ~Bounded) == OutputEscapes.None && (Declared.Count > 0 || Put is not null);
    }

    /// <summary>Nothing can be said before the body is known.</summary>
    internal sealed record NeedsBody : OutputResolution;

    /// <summary>Nothing is sent to a model: a list, a page, a preflight.</summary>
    internal sealed record Nothing : OutputResolution;

    /// <summary>The request does not say in one way how much it may produce.</summary>
    /// <param name="Reason">One of <see cref="ReasonCodes"/>.</param>
    /// <param name="StatusCode">400.</param>
    /// <param name="Words">What is wrong, for people. Nothing of the request is in it.</param>
    internal sealed record Refused(string Reason, int StatusCode, string Words) : OutputResolution
    {
        /// <summary>There is more than one reading.</summary>
        public static Refused Ambiguous(string words) => new(ReasonCodes.OutputAmbiguous, 400, words);

        /// <summary>The body can't be read.</summary>
        public static Refused OfBody(string words) => new(ReasonCodes.ModelBody, 400, words);

        /// <summary>The same, found as the body was opened.</summary>
        public static Refused Of(ModelResolution.Refused refused) => new(refused.Reason, refused.StatusCode, refused.Words);
    }
}
