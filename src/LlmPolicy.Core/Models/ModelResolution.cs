namespace LlmPolicy.Models;

/// <summary>What is known of the model that a request asks for: one of the records within.</summary>
internal abstract record ModelResolution
{
    private ModelResolution()
    {
    }

    /// <summary>The request asks for these models, and in these ways for models that it does not name. All of both have to be allowed.</summary>
    /// <param name="Models">What is named, the model that answers first; empty only where there is a way.</param>
    /// <param name="Ways">What may lead to a model without a name.</param>
    internal sealed record Asks(IReadOnlyList<AskedModel> Models, UnnamedWays Ways) : ModelResolution
    {
        /// <summary>The body that places in a body are of: without its content coding. Empty where no body was read.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>Whether <see cref="Body"/> was compressed: who sends it on in its place takes <c>Content-Encoding</c> off.</summary>
        public bool IsDecoded { get; init; }
    }

    /// <summary>Nothing can be said before the body is known.</summary>
    internal sealed record NeedsBody : ModelResolution;

    /// <summary>Nothing is generated here, so no model is asked for.</summary>
    internal sealed record NoModel(NoModelKind Kind) : ModelResolution;

    /// <summary>The request does not say in one way which model it asks for.</summary>
    /// <param name="Reason">One of <see cref="ReasonCodes"/>.</param>
    /// <param name="StatusCode">400, or 403 for what is only not known.</param>
    /// <param name="Words">What is wrong, for people. Nothing of the request is in it.</param>
    internal sealed record Refused(string Reason, int StatusCode, string Words) : ModelResolution
    {
        /// <summary>There is more than one reading.</summary>
        public static Refused Ambiguous(string words) => new(ReasonCodes.ModelAmbiguous, 400, words);

        /// <summary>There is none.</summary>
        public static Refused Unknown(string words) => new(ReasonCodes.ModelUnknown, 403, words);

        /// <summary>The body can't be read.</summary>
        public static Refused OfBody(string words) => new(ReasonCodes.ModelBody, 400, words);
    }
}
