import { graphql } from '@/core/schema'

/** The moves of a link that the list makes; each answers the link as it stands, or why not. */
export const documents = {
  propose: graphql(`
    mutation ProposeLink($input: MoveLinkInput!) {
      moved: proposeLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  accept: graphql(`
    mutation AcceptLink($input: MoveLinkInput!) {
      moved: acceptLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  dismiss: graphql(`
    mutation DismissLink($input: MoveLinkInput!) {
      moved: dismissLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  decline: graphql(`
    mutation DeclineLink($input: MoveLinkInput!) {
      moved: declineLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  uphold: graphql(`
    mutation UpholdDecline($input: MoveLinkInput!) {
      moved: upholdDecline(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  confirm: graphql(`
    mutation ConfirmLink($input: MoveLinkInput!) {
      moved: confirmLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
  undo: graphql(`
    mutation UndoLink($input: MoveLinkInput!) {
      moved: undoLink(input: $input) {
        __typename
        ... on LinkMoved { id version state }
        ... on Failure { code violations }
      }
    }
  `),
}
