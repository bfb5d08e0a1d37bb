namespace LlmPolicy.Outputs;

/// <summary>
/// How much a request sends, from its bytes. Text is every string and name as UTF-8 with nothing escaped, and every number as it is written. A name counts three
/// bytes more, for what stands around it, and a number or literal never less than three, since a prompt may be a list of token numbers. Pictures, sound and files in
/// base64 are media: a string of 64 bytes or more that has base64's characters alone, bare or behind <c>data:…;base64,</c>, in a member <c>data</c>, <c>bytes</c>,
/// <c>url</c>, <c>image</c>, <c>images</c>, <c>image_url</c>, <c>b64_json</c> or <c>file_data</c>. Where the body or the address says a type <c>text/…</c>, they are text.
/// </summary>
/// <param name="TextBytes">Bytes of text.</param>
/// <param name="Media">How many media.</param>
/// <param name="MediaBytes">Their bytes, as they stand there.</param>
internal readonly record struct InputSize(long TextBytes, int Media, long MediaBytes)
{
    /// <summary>Bytes of text for one token. English has four to five, code and Chinese about three; rare scripts and noise have fewer.</summary>
    public const int BytesPerToken = 3;

    /// <summary>What each picture, sound or file counts, in tokens: about a large picture at most models.</summary>
    public const int TokensPerMedium = 1_600;

    /// <summary>Bytes of base64 for one token more: a page of a PDF, a second of sound.</summary>
    public const int MediaBytesPerToken = 32;

    /// <summary>
    /// The tokens of the input, as a reservation takes them: <c>text / 3 + 1,600 a medium + media / 32</c>, rounded up. Rather too high than too low: plain English
    /// comes out half as high again. What the body does not show is not in it (<see cref="OutputEscapes.StoredInput"/>, files and pictures by address).
    /// </summary>
    public long EstimatedTokens => Share(TextBytes, BytesPerToken) + (long)Media * TokensPerMedium + Share(MediaBytes, MediaBytesPerToken);

    private static long Share(long bytes, int perToken) => (bytes + perToken - 1) / perToken;
}
