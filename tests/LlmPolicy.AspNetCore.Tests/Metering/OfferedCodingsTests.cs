using LlmPolicy.Metering;
using Microsoft.Extensions.Primitives;

namespace LlmPolicy.AspNetCore.Tests.Metering;

/// <summary>The codings that are offered where an answer is to be metered.</summary>
public sealed class OfferedCodingsTests
{
    [Theory]
    [InlineData("gzip, deflate, br", "gzip, deflate, br")]
    [InlineData("gzip;q=0.8,BR ; q=1", "gzip;q=0.8,BR ; q=1")]
    [InlineData("identity", "identity")]
    [InlineData("gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData("zstd;q=1, gzip;q=0.5, *;q=0.1", "gzip;q=0.5")]
    [InlineData("zstd", "identity")]
    [InlineData("*", "identity")]
    // An empty list takes no coding (RFC 9110, 12.5.3). A line without a value is one that an upstream never sees, and then it may choose.
    [InlineData("", "identity")]
    [InlineData(" , ", "identity")]
    public void Those_that_can_be_read_are_left(string offered, string left) => OfferedCodings.Cut(offered, new UsageMetering(isAskedFor: false)).ToString().ShouldBe(left);

    [Fact]
    public void Of_several_lines_those_that_can_be_read_are_left() => OfferedCodings.Cut(new StringValues(["zstd", "br"]), new UsageMetering(isAskedFor: false)).ToString().ShouldBe("br");

    [Fact]
    public void Where_a_chunk_is_to_be_taken_out_there_is_none() => OfferedCodings.Cut("gzip", new UsageMetering(isAskedFor: true)).ToString().ShouldBe("identity");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_offers_none_is_left_alone(bool isAskedFor) => OfferedCodings.Cut(default, new UsageMetering(isAskedFor)).Count.ShouldBe(0);
}
