namespace LlmPolicy.Background;

/// <summary>A queue whose losses are reported, and that is emptied before the app ends.</summary>
internal interface IBackgroundQueue
{
    /// <summary>What waits in it, in the plural, for the log.</summary>
    string Items { get; }

    /// <summary>How many found no room, or could not be worked on.</summary>
    long Dropped { get; }

    /// <summary>Is called for each of them.</summary>
    Action? WhenDropped { set; }

    /// <summary>Takes nothing more, and waits for what is in it. What has not been worked on by then is dropped.</summary>
    Task StopAsync(TimeSpan limit, TimeProvider time);
}
