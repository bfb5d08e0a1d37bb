namespace LlmPolicy.Bodies;

/// <summary>Sees the body of a response as it passes.</summary>
internal interface IResponseBodyObserver
{
    /// <summary>
    /// The response begins before its first bytes: its head is the app's own. What stands in front has not yet said what it makes of it, such as a content coding. May come more than once, and not
    /// at all where bytes come first.
    /// </summary>
    void OnStart()
    {
    }

    /// <summary>The next bytes, in order. They are the writer's: what is to be kept has to be copied.</summary>
    void OnBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The body is whole. Not told of one that breaks off, or whose client leaves.</summary>
    void OnEnd();
}
