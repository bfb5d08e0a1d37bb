using Xunit.Sdk;

namespace LlmPolicy.Tests;

public sealed class MissingCorpusTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_test_without_its_data_is_skipped(string? setting) =>
        Outcome(setting).ShouldBeOfType<SkipException>();

    [Fact]
    public void It_fails_where_the_data_is_required() =>
        Outcome("required").ShouldBeOfType<FailException>().Message.ShouldContain("The data is not there.");

    [Fact]
    public void A_setting_that_means_nothing_does_not_pass_for_none() =>
        Outcome("yes").ShouldBeOfType<TrueException>();

    // xunit's own Record lets a skip through.
    private static Exception? Outcome(string? setting)
    {
        try
        {
            MissingCorpus.Skip("The data is not there.", setting);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
