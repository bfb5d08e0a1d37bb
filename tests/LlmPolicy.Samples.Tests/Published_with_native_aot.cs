using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples;

public sealed class Published_with_native_aot(PublishedNative sample) : LabRequests(sample), IClassFixture<PublishedNative>
{
    private readonly PublishedNative _sample = sample;

    [Fact]
    public void It_publishes_without_a_warning()
    {
        _ = _sample.Gateway;

        // NuGet's own (an advisory, a feed that is away) are the feed's, not the sample's.
        _sample.Log.ShouldNotMatch("warning (?!NU)");
    }
}
