namespace LlmPolicy.Bodies;

/// <summary>Sees the body of a response as it passes.</summary>
internal interface IResponseBodyObserver
{
    /// <summary>The next bytes, in order. They are the writer's: what is to be kept has to be copied.</summary>
    void OnBytes(ReadOnlySpan<byte> bytes);

    /// <summary>The body is whole. Not told of one that breaks off, or whose client leaves.</summary>
    void OnEnd();
}
