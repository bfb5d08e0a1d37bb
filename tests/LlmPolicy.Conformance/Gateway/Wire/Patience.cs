namespace LlmPolicy.Conformance.Gateway.Wire;

/// <summary>How long a client waits, once all is sent, before it says that nothing comes any more.</summary>
internal static class Patience
{
    /// <summary>For what the recording has, and what may take its time on a busy machine.</summary>
    public static TimeSpan ForExpected { get; } = TimeSpan.FromSeconds(4);

    /// <summary>For an answer that the recording does not have.</summary>
    public static TimeSpan ForUnexpected { get; } = TimeSpan.FromMilliseconds(600);

    /// <summary>For anything behind a whole answer.</summary>
    public static TimeSpan AfterAnswer { get; } = TimeSpan.FromMilliseconds(150);
}
