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

    /// <summary>Waits for what is in it; what comes later is worked on as it comes. What has not been worked on by the limit is dropped, and whatever comes then.</summary>
    Task StopAsync(TimeSpan limit, TimeProvider time);
}
