//! Bodies that are bounded while they stream.

use auth_core::{Error, ErrorKind, Response as Answer};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{Body, Response, ResponseBuilderExt};
use zeroize::Zeroizing;

use crate::fault;

/// Reads a body to its end, if that comes within `limit` bytes.
pub(crate) async fn whole(response: &mut Response, limit: usize) -> Result<Vec<u8>, Error> {
    let too_large =
        |response: &Response| fault::too_large(response.status(), response.headers(), limit);
    let announced = response.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limit {
        return Err(too_large(response));
    }
    let mut body = Zeroizing::new(Vec::with_capacity(announced));
    while let Some(chunk) = next(response).await? {
        if chunk.len() > limit - body.len() {
            return Err(too_large(response));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(std::mem::take(&mut *body))
}

/// Reads at most `limit` bytes of a body: gives back the same response, and what was read of it as a value.
pub(crate) async fn peek(
    mut response: Response,
    limit: usize,
) -> Result<(Response, Answer), Error> {
    let mut read = Vec::new();
    let mut chunks = Vec::new();
    let ended = loop {
        if read.len() >= limit {
            break false;
        }
        let Some(chunk) = next(&mut response).await? else {
            break true;
        };
        read.extend_from_slice(&chunk);
        chunks.push(Ok::<_, reqwest::Error>(chunk));
    };
    read.truncate(limit);
    let answer = Answer::new(response.status(), response.headers().clone(), read);
    let mut same = http::Response::builder()
        .status(response.status())
        .version(response.version())
        .url(response.url().clone())
        .body(())
        .map_err(|_| Error::new(ErrorKind::Internal, "an answer that cannot be handed on"))?;
    same.headers_mut()
        .extend(std::mem::take(response.headers_mut()));
    same.extensions_mut()
        .extend(std::mem::take(response.extensions_mut()));
    let read = stream::iter(chunks);
    let body = if ended {
        Body::wrap_stream(read)
    } else {
        Body::wrap_stream(read.chain(response.bytes_stream()))
    };
    Ok((same.map(|()| body).into(), answer))
}

async fn next(response: &mut Response) -> Result<Option<Bytes>, Error> {
    match response.chunk().await {
        Ok(chunk) => Ok(chunk),
        Err(error) => Err(fault::cut_short(
            response.status(),
            response.headers(),
            &error,
        )),
    }
}
